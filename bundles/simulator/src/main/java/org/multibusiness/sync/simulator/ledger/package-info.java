/**
 * What really happened, and what must have come of it. Nothing in here asks the code under test what happened before what: the
 * books say who had seen which change of a row.
 */
@NullMarked
package org.multibusiness.sync.simulator.ledger;

import org.jspecify.annotations.NullMarked;
