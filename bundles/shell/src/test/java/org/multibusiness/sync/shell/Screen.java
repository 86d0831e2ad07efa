package org.multibusiness.sync.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.support.CommandException;

/** Runs a command as Karaf does, and keeps what it prints. */
final class Screen {
    /** What this command prints. */
    String run(SyncCommand<?> command, Services services) throws CommandException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        command.services = services;
        command.execute();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
