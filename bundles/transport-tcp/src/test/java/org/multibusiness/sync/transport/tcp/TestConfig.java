package org.multibusiness.sync.transport.tcp;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** The default configuration, on a free port of the loopback address, with changes. */
final class TestConfig {
    private TestConfig() {}

    static TcpConfig unchanged() {
        return of(Map.of());
    }

    static TcpConfig with(String key, String value) {
        return of(Map.of(key, value));
    }

    private static TcpConfig of(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(Map.of("port", "0", "bind.address", "127.0.0.1"));
        values.putAll(changes);
        return (TcpConfig) Proxy.newProxyInstance(
                TcpConfig.class.getClassLoader(),
                new Class<?>[] {TcpConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(
                        method.getName().replace('_', '.'), String.valueOf(method.getDefaultValue())));
    }
}
