/** Plants bugs in the production code, to see whether the simulator finds them. */
@NullMarked
package org.multibusiness.sync.simulator.mutation;

import org.jspecify.annotations.NullMarked;
