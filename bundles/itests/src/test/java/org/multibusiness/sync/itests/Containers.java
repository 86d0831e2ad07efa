package org.multibusiness.sync.itests;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureSecurity;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.demo.Branch;
import org.ops4j.pax.exam.Option;

/** The assembled distribution as a Pax Exam container. */
final class Containers {
    private static final String PID = "etc/org.multibusiness.sync.";

    private Containers() {}

    /** A branch server with its own ports; all of them meet on loopback by the given key and multicast port. */
    static Option[] branch(String name, Path unpackInto, Branch.Ports ports, String key, int multicastPort) {
        return options(
                karafDistributionConfiguration()
                        .frameworkUrl("file:" + System.getProperty("sync.distribution"))
                        .karafVersion(System.getProperty("karaf.version"))
                        .name(name)
                        .unpackDirectory(unpackInto.toFile())
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                configureConsole().ignoreLocalConsole(),
                configureSecurity().disableKarafMBeanServerBuilder(),
                editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.repositories", ""),
                editConfigurationFileExtend(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        "file:" + System.getProperty("exam.repository") + "@id=exam"),
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port", String.valueOf(ports.http())),
                editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", String.valueOf(ports.ssh())),
                editConfigurationFilePut(PID + "engine.cfg", "node.name", name),
                editConfigurationFilePut(PID + "transport.tcp.cfg", "port", String.valueOf(ports.sync())),
                editConfigurationFilePut(PID + "security.cfg", "registration.key", key),
                editConfigurationFilePut(PID + "network.cfg", "interfaces", "lo,lo0"),
                editConfigurationFilePut(
                        PID + "discovery.multicast.cfg", "multicast.port", String.valueOf(multicastPort)),
                composite(virtualMachine()),
                systemTimeout(120_000));
    }

    /** What Karaf's own scripts pass to Java, without which the container does not start under Pax Exam. */
    private static Option[] virtualMachine() {
        String karaf = System.getProperty("karaf.version");
        List<Option> options = new ArrayList<>();
        options.add(vmOption("-Xmx256m"));
        options.add(vmOption("--add-reads=java.xml=java.logging"));
        options.add(vmOption("--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED"));
        for (String patched : List.of(
                "java.base=lib/endorsed/org.apache.karaf.specs.locator",
                "java.xml=lib/endorsed/org.apache.karaf.specs.java.xml")) {
            options.add(vmOption("--patch-module"));
            options.add(vmOption(patched + "-" + karaf + ".jar"));
        }
        for (String opened : List.of(
                "java.base/java.security",
                "java.base/java.net",
                "java.base/java.lang",
                "java.base/java.util",
                "java.naming/javax.naming.spi",
                "java.rmi/sun.rmi.transport.tcp")) {
            options.add(vmOption("--add-opens"));
            options.add(vmOption(opened + "=ALL-UNNAMED"));
        }
        for (String exported : List.of("file", "http", "https", "jar")) {
            options.add(vmOption("--add-exports=java.base/sun.net.www.protocol." + exported + "=ALL-UNNAMED"));
        }
        options.add(vmOption("-classpath"));
        options.add(
                vmOption("lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*" + File.pathSeparator + "lib/endorsed/*"));
        return options.toArray(Option[]::new);
    }
}
