package org.multibusiness.sync.transport.tcp;

/** The memory of this process, for tests that say what may not stay in it. */
final class Heap {
    private Heap() {}

    static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
