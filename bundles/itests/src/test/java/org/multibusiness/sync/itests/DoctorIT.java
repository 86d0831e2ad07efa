package org.multibusiness.sync.itests;

import org.junit.ClassRule;
import org.junit.runner.RunWith;
import org.junit.runners.Suite;

/**
 * The doctor on real branches, each on a host of its own (network namespaces on a bridge; needs root, iproute2 and nftables, else it
 * is skipped aloud): every verdict is caused and must be named, and where nothing is wrong nothing may be. Stories in this order on
 * branches that are started once ({@link Ward}): starting some for each trouble would take an hour. The report is
 * {@link DoctorReport}.
 */
@RunWith(Suite.class)
@Suite.SuiteClasses({
    DoctorOnWork.class,
    DoctorOnDepot.class,
    DoctorOnWire.class,
    DoctorOnIdentity.class,
    DoctorOnEverything.class
})
public final class DoctorIT {
    @ClassRule
    public static final Ward WARD = Ward.SHARED;

    private DoctorIT() {}
}
