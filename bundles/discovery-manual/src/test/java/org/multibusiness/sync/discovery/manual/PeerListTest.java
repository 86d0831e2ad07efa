package org.multibusiness.sync.discovery.manual;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

public class PeerListTest {
    private record Row(String text, String peers) {}

    @Test
    public void everyWayToNameAPeerIsRead() {
        List<Row> table = List.of(
                new Row("", "[]"),
                new Row(" , ,", "[]"),
                new Row("192.168.0.20", "[192.168.0.20:8765]"),
                new Row("192.168.0.20:9000", "[192.168.0.20:9000]"),
                new Row("branch2.example.org", "[branch2.example.org:8765]"),
                new Row("fd00::20", "[[fd00::20]:8765]"),
                new Row("[fd00::20]:9000", "[[fd00::20]:9000]"),
                new Row("[fe80::1%eth0]:9000", "[[fe80::1%eth0]:9000]"),
                new Row("b:2, a:1\nc:3", "[a:1, b:2, c:3]"),
                new Row("a:1,a:1", "[a:1]"),
                new Row("a:1 # the depot\n# b:2", "[a:1]"));
        for (Row row : table) {
            PeerList list = PeerList.read(row.text());
            assertEquals(row.text(), row.peers(), list.peers().toString());
            assertThat(row.text(), list.refused(), hasSize(0));
        }
    }

    @Test
    public void aBadEntryIsNamedAndTheGoodOnesCount() {
        PeerList list = PeerList.read("a:1,b:99999,http://c,d:x,e;f,g:2");

        assertEquals("[a:1, g:2]", list.peers().toString());
        assertThat(
                list.refused(),
                contains(
                        containsString("'b:99999' is not a peer address; allowed is HOST or HOST:PORT"),
                        containsString("'http://c' is not a peer address"),
                        containsString("'d:x' is not a peer address"),
                        containsString("'e;f' is neither a host name nor an address")));
    }

    @Test
    public void moreThanTheLimitAreRefusedByName() {
        String text = IntStream.rangeClosed(0, PeerList.LIMIT)
                .mapToObj(i -> "10.0.0." + i % 250 + ":" + (1000 + i))
                .collect(Collectors.joining(","));

        PeerList list = PeerList.read(text);

        assertThat(list.peers(), hasSize(PeerList.LIMIT));
        assertThat(list.refused(), contains(containsString("is one too many: 256 peers are allowed")));
    }
}
