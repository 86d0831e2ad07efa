package org.multibusiness.sync.access;

import java.io.IOException;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the modules that know the passwords, and sees how each login ends: {@code commit} is a right one, {@code abort}
 * a wrong one. It never lets anybody in by itself: its {@code login} refuses, or is left out of account ({@code false}). Logins
 * by key ask for no password, and are none of its business. Karaf makes one per login, by name.
 */
public final class LockModule implements LoginModule {
    /** The option that holds the {@link Doorkeeper}. */
    static final String DOORKEEPER = "doorkeeper";

    /** The option that holds the {@link HashedUsers}. */
    static final String USERS = "hashed.users";

    private @Nullable CallbackHandler handler;
    private @Nullable Doorkeeper doorkeeper;
    private @Nullable HashedUsers users;
    private @Nullable String user;

    /** Called by Karaf's login proxy. */
    public LockModule() {
        // Karaf gives what it needs to initialize.
    }

    @Override
    public void initialize(
            Subject subject, CallbackHandler callbacks, Map<String, ?> sharedState, Map<String, ?> options) {
        handler = callbacks;
        doorkeeper = (Doorkeeper) options.get(DOORKEEPER);
        users = (HashedUsers) options.get(USERS);
    }

    @Override
    public boolean login() throws LoginException {
        if (handler == null || doorkeeper == null || users == null) {
            throw new LoginException("the lock of the realm was made without its doorkeeper and users");
        }
        String name = nameWithPassword(handler);
        if (name != null) {
            if (doorkeeper.refusedUntil(name).isPresent()) {
                throw new FailedLoginException("locked after too many wrong passwords");
            }
            // The realm takes what is not hashed for a hash, and refuses the user.
            users.hashPlain();
            user = name;
        }
        return false;
    }

    /** Null when no password is given. */
    private static @Nullable String nameWithPassword(CallbackHandler handler) throws LoginException {
        NameCallback name = new NameCallback("user: ");
        PasswordCallback password = new PasswordCallback("password: ", false);
        try {
            handler.handle(new Callback[] {name, password});
        } catch (UnsupportedCallbackException loginByKey) {
            return null;
        } catch (IOException e) {
            LoginException failed = new LoginException("name and password can't be read: " + e.getMessage());
            failed.initCause(e);
            throw failed;
        }
        boolean given = password.getPassword() != null;
        password.clearPassword();
        return given ? name.getName() : null;
    }

    @Override
    public boolean commit() {
        tell(true);
        return false;
    }

    @Override
    public boolean abort() {
        tell(false);
        return false;
    }

    private void tell(boolean right) {
        if (user != null && doorkeeper != null) {
            doorkeeper.found(user, right);
            user = null;
        }
    }

    @Override
    public boolean logout() {
        return false;
    }
}
