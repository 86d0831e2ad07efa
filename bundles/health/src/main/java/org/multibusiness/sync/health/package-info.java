/**
 * Answers "is this node doing its work?" for load balancers, watchdogs and people: Felix Health Checks with the tag
 * {@code sync}. CRITICAL means the node can't do its work; WARN means it works and somebody should look. Each check asks
 * the engine for its status, which never blocks, and also answers when there is no engine.
 */
@NullMarked
package org.multibusiness.sync.health;

import org.jspecify.annotations.NullMarked;
