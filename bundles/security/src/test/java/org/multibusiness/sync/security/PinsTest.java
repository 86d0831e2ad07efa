package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.NodeIdentity;

public class PinsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;

    @Before
    public void chooseFile() {
        file = folder.getRoot().toPath().resolve("pins");
    }

    @Test
    public void aNodeIsToldOfWhenItIsNewAndNotAgainNorWithAnotherKey() throws Exception {
        Pins pins = Pins.load(folder.getRoot().toPath().resolve("told"));
        List<NodeIdentity> told = new ArrayList<>();
        pins.onFirst(told::add);
        pins.accept(node(1, "aa"));
        pins.accept(node(1, "aa"));
        pins.accept(node(1, "bb"));
        assertEquals(List.of(node(1, "aa")), told);
    }

    @Test
    public void theFirstKeyOfANodeIsTheOnlyOneAlsoAfterARestart() throws Exception {
        assertTrue(Pins.load(file).accept(node(1, "aa")));

        Pins pins = Pins.load(file);
        assertTrue(pins.accept(node(1, "aa")));
        assertFalse(pins.accept(node(1, "bb")));
        Modes.assertMode("rw-------", file);
    }

    @Test
    public void theTableIsBounded() throws Exception {
        Pins pins = Pins.load(file);
        for (int i = 0; i < Pins.MOST + 3; i++) {
            pins.accept(node(i, "aa"));
        }

        assertEquals(Pins.MOST, Files.readAllLines(file).size());
        assertFalse("the newest is still known", Pins.load(file).accept(node(Pins.MOST + 2, "bb")));
    }

    @Test
    public void aDamagedLineCostsThatNodeOnly() throws Exception {
        Pins.load(file).accept(node(1, "aa"));
        Files.writeString(file, "gar\u00e8bage\n\n" + Files.readString(file));

        assertFalse(Pins.load(file).accept(node(1, "bb")));
    }

    @Test
    public void aDiskThatRefusesKeepsNobodyOut() throws Exception {
        Path missing = folder.getRoot().toPath().resolve("no/such/folder/pins");
        Pins pins = Pins.load(missing);

        assertTrue(pins.accept(node(1, "aa")));
        assertFalse(pins.accept(node(1, "bb")));
    }

    private static NodeIdentity node(int number, String pair) {
        return new NodeIdentity(new NodeId(String.format("%016x", number)), pair.repeat(32));
    }
}
