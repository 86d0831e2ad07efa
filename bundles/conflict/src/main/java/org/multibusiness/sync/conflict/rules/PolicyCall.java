package org.multibusiness.sync.conflict.rules;

import java.util.List;

/**
 * A policy with its arguments.
 *
 * @param policy its name
 * @param custom whether it is somebody else's service
 * @param arguments what it is told
 */
record PolicyCall(String policy, boolean custom, List<String> arguments) {
    PolicyCall {
        arguments = List.copyOf(arguments);
    }
}
