package org.multibusiness.sync.security;

import org.jspecify.annotations.Nullable;

/**
 * The registration key that the configuration names.
 *
 * @param key the key
 * @param source where it comes from, for people
 * @param file where the key in force is to be found after a rotation; null: only in the keyring
 * @param isInFile whether that file is the source
 */
record ConfiguredKey(
        RegistrationKey key, String source, @Nullable KeyFile file, boolean isInFile) {}
