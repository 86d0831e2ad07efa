package org.multibusiness.sync.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** Says why, and ends with an error. */
final class Refused implements Command {
    private final String why;
    private @Nullable OutputStream error;
    private @Nullable ExitCallback exit;

    Refused(String why) {
        this.why = why;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        if (error != null) {
            error.write((why + "\r\n").getBytes(StandardCharsets.UTF_8));
            error.flush();
        }
        if (exit != null) {
            exit.onExit(1, why);
        }
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        error = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void setInputStream(InputStream stream) {
        // Nothing is read.
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        // Only the error stream is used.
    }

    @Override
    public void destroy(ChannelSession channel) {
        // Nothing is held.
    }
}
