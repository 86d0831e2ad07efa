/** The tables of the simulated branches, their conflict rules, and what their users do. */
@NullMarked
package org.multibusiness.sync.simulator.shop;

import org.jspecify.annotations.NullMarked;
