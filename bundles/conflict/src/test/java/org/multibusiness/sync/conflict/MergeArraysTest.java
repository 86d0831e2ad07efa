package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.conflict.Story.row;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class MergeArraysTest {
    private static Story merge(String before, @Nullable String first, String second) {
        return new Story(new MergeArrays(), "text[]")
                .change('a', null, row(before))
                .exchange('a', 'b')
                .change('a', row(before), row(first))
                .change('b', row(before), row(second));
    }

    @Test
    public void whatEitherAddedIsThere() {
        Story story = merge("{bread}", "{bread,vegan}", "{bread,\"new here\"}");

        assertEquals("{bread,vegan,\"new here\"}", story.value());
        assertEquals(List.of(), story.reasons());
    }

    @Test
    public void whatOneRemovedComesBackAndIsJournaled() {
        Story story = merge("{bread,old}", "{bread}", "{bread,old,vegan}");

        assertEquals("{bread,old,vegan}", story.value());
        assertTrue(story.reasons().get(0).contains("is back"));
    }

    @Test
    public void nullAddsNothing() {
        assertEquals("{a}", merge("{}", null, "{a}").value());
    }

    @Test
    public void arraysOfSeveralDimensionsAreLeftAsTheyAre() {
        assertEquals("{{a},{b}}", merge("{}", "{{a},{b}}", "{c}").value());
    }

    @Test
    public void arraysAreReadAndWrittenAsPostgresqlDoes() {
        for (String text :
                List.of("{}", "{a}", "{a,NULL}", "{\"\",\"null\"}", "{\"a b\",\"c\\\"d\",\"e\\\\f\",\"{g}\"}")) {
            assertEquals(text, ArrayText.parse(text).map(ArrayText::of).orElse("unreadable"));
        }
        assertEquals(Optional.of(Arrays.asList("a b", null, "")), ArrayText.parse("{\"a b\",NULL,\"\"}"));
        for (String text : List.of("", "{", "}", "a", "{a", "{a,}", "{,a}", "{\"a}", "{a}b", "[0:1]={a,b}", "{{a}}")) {
            assertEquals(text, Optional.empty(), ArrayText.parse(text));
        }
    }
}
