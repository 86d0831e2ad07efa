/**
 * The doctor at work: gathers what the engine, the providers, the network and the other nodes say, and has the pure ladder in
 * {@code core.doctor} find the cause. Bounded in time; its threads end with the bundle.
 */
@NullMarked
package org.multibusiness.sync.health.doctor;

import org.jspecify.annotations.NullMarked;
