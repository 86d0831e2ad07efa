/**
 * Branch servers on one computer: what the demo, the tour with a dump of one's own, the benchmark and the integration tests drive.
 * Needs the JDK and the PostgreSQL driver only, because the scripts compile it on the spot.
 */
package org.multibusiness.sync.demo;
