/**
 * Knows which interfaces and addresses this host has, which of them a peer should be told, and says so in the log. A
 * wrong interface chosen in silence is one of the reasons why the predecessor's servers never found each other: so the
 * choice is a pure function of what the operating system shows ({@code Selection}), tested by a table, and every change
 * of it is one log line.
 */
@NullMarked
package org.multibusiness.sync.network;

import org.jspecify.annotations.NullMarked;
