package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.Test;

public class SelfSignedCertificateTest {
    @Test
    public void theJdkReadsWhatWeWrote() throws Exception {
        Instant from = Instant.parse("2000-01-01T00:00:00Z");
        Instant until = Instant.parse("9999-12-31T23:59:59Z");

        NodeKeys keys = NodeKeys.fresh(from, until);
        X509Certificate read = SelfSignedCertificate.read(keys.certificate().getEncoded());

        assertEquals(3, read.getVersion());
        assertEquals("SHA256withECDSA", read.getSigAlgName());
        assertEquals(
                "CN=" + keys.identity().id(), read.getSubjectX500Principal().getName());
        assertEquals(read.getSubjectX500Principal(), read.getIssuerX500Principal());
        assertEquals(from, read.getNotBefore().toInstant());
        assertEquals(until, read.getNotAfter().toInstant());
        assertEquals(121, read.getSerialNumber().bitLength());
        read.verify(read.getPublicKey());
        read.checkValidity();
    }

    @Test
    public void datesBeforeAndAfter2050AreWrittenAsTheRfcDemands() throws Exception {
        Instant from = Instant.parse("2049-12-31T23:59:59Z");
        Instant until = Instant.parse("2050-01-01T00:00:00Z");

        X509Certificate certificate = NodeKeys.fresh(from, until).certificate();

        assertEquals(from, certificate.getNotBefore().toInstant());
        assertEquals(until, certificate.getNotAfter().toInstant());
    }

    @Test
    public void anExpiredOneCanBeMadeForTests() throws Exception {
        X509Certificate certificate = NodeKeys.fresh(Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z"))
                .certificate();

        assertThrows(CertificateExpiredException.class, certificate::checkValidity);
    }

    @Test
    public void theNodeIdIsTheHeadOfTheKeysFingerprint() throws Exception {
        NodeKeys keys = NodeKeys.fresh(Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z"));

        assertEquals(64, keys.identity().fingerprint().length());
        assertEquals(
                keys.identity().fingerprint().substring(0, 16),
                keys.identity().id().value());
    }
}
