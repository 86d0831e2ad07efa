package org.multibusiness.sync.audit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection.Check;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;
import org.multibusiness.sync.api.audit.AuditKind;

/**
 * The files and their seal. While it is open, what it knows of the end counts, not what the files say: lines that are taken away
 * under its hands leave a gap. After a failed {@link #append} nothing of it is in the record. Thread-safe.
 */
final class Ledger implements Closeable {
    private final Settings settings;
    private final Segments segments;
    private final SealBox box;
    private Point before;
    private Point last;
    private Head sealed;
    private final String broken;
    private final String lastKind;
    private @Nullable FileChannel channel;
    /** Up to where the open file holds whole lines. */
    private long good;

    private Ledger(Settings settings, Segments segments, SealBox box, Head head, Chain chain) throws IOException {
        this.settings = settings;
        this.segments = segments;
        this.box = box;
        this.sealed = head;
        this.before = head.before();
        this.broken = box.damage().isEmpty() ? chain.broken() : box.damage();
        this.lastKind = chain.last().map(Entry::kind).orElse("");
        this.last = chain.at();
        if (!broken.isEmpty()) {
            // What is missing must stay missing: the record goes on after what was sealed, in a file of its own.
            this.last = box.damage().isEmpty() ? head.last() : lastLine(segments);
        }
    }

    /** Opens the record, or begins one; reads all of it. */
    static Ledger open(Settings settings) throws IOException {
        PrivateFiles.directory(settings.directory());
        Segments segments = new Segments(settings.directory());
        SealBox box = SealBox.open(settings.sealDirectory(), !segments.files().isEmpty());
        Head head = box.head().orElse(Head.START);
        Chain chain = new Chain(box.seal(), head);
        boolean clean = walk(segments, chain);
        Ledger ledger = new Ledger(settings, segments, box, head, chain);
        if (clean && ledger.broken.isEmpty()) {
            ledger.reopen();
        }
        return ledger;
    }

    /** Whether the last file ends with a whole line. */
    private static boolean walk(Segments segments, Chain chain) throws IOException {
        boolean clean = true;
        for (Path file : segments.files()) {
            clean = Segments.read(file, (number, bytes) -> chain.follow(file, number, bytes));
            if (!chain.broken().isEmpty()) {
                return clean;
            }
        }
        chain.end();
        return clean;
    }

    /** The end of a record whose seal is gone. */
    private static Point lastLine(Segments segments) throws IOException {
        Point[] found = {Point.START};
        for (Path file : segments.files()) {
            Segments.read(file, (number, bytes) -> {
                Optional<Line> line = Line.unchecked(bytes);
                long n = line.map(read -> read.entry().number()).orElse(0L);
                found[0] = Line.after(Math.max(0, Math.min(n, Long.MAX_VALUE / 2)), bytes);
                return true;
            });
        }
        return found[0];
    }

    private synchronized void reopen() throws IOException {
        List<Path> files = segments.files();
        if (!files.isEmpty()) {
            channel = FileChannel.open(files.get(files.size() - 1), StandardOpenOption.WRITE);
            good = channel.size();
        }
    }

    /** What did not fit when it was opened; empty when all did. */
    String broken() {
        return broken;
    }

    /** Where it goes on, for people. */
    synchronized String end() {
        return last.number() == 0 ? "nothing" : "entry " + last.number() + " with the hash " + last.hash();
    }

    /** The kind of the last entry when it was opened; empty when there was none. */
    String lastKind() {
        return lastKind;
    }

    /** Adds lines; they are on the disk then. */
    synchronized void append(List<Note> notes) throws IOException {
        List<Note> all = new ArrayList<>(notes);
        if (channel == null || good >= settings.fileBytes()) {
            nextFile();
            prune().ifPresent(event -> all.add(0, new Note(notes.get(0).at(), event)));
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Point after = last;
        for (Note note : all) {
            byte[] line = Line.write(after, note, box.seal());
            after = Line.after(after.number() + 1, line);
            lines.writeBytes(line);
            lines.write('\n');
        }
        write(lines.toByteArray());
        last = after;
    }

    private void write(byte[] lines) throws IOException {
        FileChannel file = channel;
        if (file == null) {
            throw new IllegalStateException("a file is opened before it is written");
        }
        // What an earlier failure left of a line is ours, and no record yet.
        file.truncate(good);
        file.position(good);
        PrivateFiles.writeFully(file, lines);
        file.force(true);
        good += lines.length;
    }

    private void nextFile() throws IOException {
        close();
        channel = PrivateFiles.create(segments.next());
        good = 0;
    }

    /** Removes the oldest file when there are too many; first the seal says where the record begins then. */
    private Optional<AuditEvent> prune() throws IOException {
        List<Path> files = segments.files();
        if (files.size() <= settings.files()) {
            return Optional.empty();
        }
        Point begins = beforeFirstLine(files.get(1));
        if (begins.number() <= before.number()) {
            // Its first line is not ours: where the record would begin then nobody can say, so nothing is removed.
            return Optional.empty();
        }
        AuditEvent event = AuditEvent.of(
                        AuditKind.AUDIT_PRUNED, String.valueOf(files.get(0).getFileName()))
                .with("from", String.valueOf(before.number() + 1))
                .with("to", String.valueOf(begins.number()));
        before = begins;
        seal();
        Files.delete(files.get(0));
        return Optional.of(event);
    }

    /** The place before the first line of a file; {@link Point#START} when that line is not ours. */
    private Point beforeFirstLine(Path file) throws IOException {
        Point[] begins = {Point.START};
        Segments.read(file, (number, bytes) -> {
            Line.read(bytes, box.seal())
                    .ifPresent(line -> begins[0] = new Point(line.entry().number() - 1, line.previous()));
            return false;
        });
        return begins[0];
    }

    /** Seals the end as it is now. When it fails, the lines are there all the same; to be called again. */
    synchronized void seal() throws IOException {
        Head now = new Head(before, last);
        if (!now.equals(sealed)) {
            box.keep(now);
            sealed = now;
        }
    }

    /** The newest entries, newest first. */
    synchronized List<Entry> latest(int limit) throws IOException {
        List<Path> files = new ArrayList<>(segments.files());
        Collections.reverse(files);
        List<Entry> newest = new ArrayList<>();
        for (Path file : files) {
            if (newest.size() >= limit) {
                break;
            }
            List<Entry> entries = new ArrayList<>();
            Segments.read(file, (number, bytes) -> entries.add(shown(file, number, bytes)));
            Collections.reverse(entries);
            newest.addAll(entries.subList(0, Math.min(entries.size(), limit - newest.size())));
        }
        return newest;
    }

    private static Entry shown(Path file, int number, byte[] bytes) throws IOException {
        return Line.unchecked(bytes)
                .map(Line::entry)
                .orElseGet(() -> new Entry(
                        0,
                        "",
                        "UNREADABLE",
                        "line " + number + " of " + file.getFileName(),
                        "",
                        Collections.emptySortedMap()));
    }

    /** Reads and checks everything. */
    synchronized Check verify() throws IOException {
        Optional<Head> head = box.head();
        Chain chain = new Chain(box.seal(), head.orElse(sealed));
        walk(segments, chain);
        String finding = chain.finding();
        if (finding.isEmpty() && head.isEmpty()) {
            finding = "The seal of the record's end is gone, or was not written by this node.";
        }
        if (finding.isEmpty() && chain.at().number() < last.number()) {
            finding = "The end and its seal were set back: the last entry is "
                    + chain.at().number() + ", written were " + last.number() + ".";
        }
        return new Check(
                finding.isEmpty(),
                chain.first().map(Entry::number).orElse(0L),
                chain.last().map(Entry::number).orElse(0L),
                chain.first().map(Entry::at).orElse(""),
                chain.at().hash(),
                finding);
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
