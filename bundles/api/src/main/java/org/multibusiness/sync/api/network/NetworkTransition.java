package org.multibusiness.sync.api.network;

import java.time.Instant;

/**
 * The host went online, local or offline.
 *
 * @param at when it was noticed, by the wall clock
 * @param from what it was
 * @param to what it is now
 * @param words the new state for the operator, as {@link Reach#words()}
 */
public record NetworkTransition(Instant at, Reach.State from, Reach.State to, String words) {}
