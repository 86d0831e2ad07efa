package org.multibusiness.sync.api.engine;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Why a provider does not offer its service. Offered as a service by the provider's bundle, so that an operator
 * finds the reason in {@code sync:status} and not only in the log. Methods don't block.
 */
@ConsumerType
public interface ProviderProblem {
    /** The kind of provider as status names it, for example {@code security}. */
    String provider();

    /** What is wrong and what to do; empty when nothing is. No secrets. */
    String problem();
}
