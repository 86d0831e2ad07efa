/**
 * The default {@link org.multibusiness.sync.api.security.PeerSecurity}: a self-made certificate is the node, a shared
 * registration key admits it, a pin remembers it. It exists so that two branches trust each other without an authority, a
 * calendar or a name service, any of which may be wrong or away in a branch.
 */
@NullMarked
package org.multibusiness.sync.security;

import org.jspecify.annotations.NullMarked;
