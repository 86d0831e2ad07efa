package org.multibusiness.sync.webconsole;

import org.apache.felix.webconsole.BrandingPlugin;
import org.osgi.service.component.annotations.Component;

/**
 * The console under the product's own name: whoever opens it in a shop's back office looks for Multi-Business Sync, and knows
 * nothing of Karaf. Karaf's own branding names an icon that is not there, besides, which the browser reports on every page.
 */
@Component
public final class Branding implements BrandingPlugin {
    private static final String NAME = "Multi-Business Sync";
    private static final String START = "/system/console/sync";
    private static final String LOGO = "/sync/res/logo.svg";

    @Override
    public String getBrandName() {
        return NAME;
    }

    @Override
    public String getProductName() {
        return NAME;
    }

    @Override
    public String getProductURL() {
        return START;
    }

    @Override
    public String getProductImage() {
        return LOGO;
    }

    @Override
    public String getVendorName() {
        return NAME;
    }

    @Override
    public String getVendorURL() {
        return START;
    }

    @Override
    public String getVendorImage() {
        return LOGO;
    }

    @Override
    public String getFavIcon() {
        return LOGO;
    }

    /** Karaf's: its layout is made for these pages. */
    @Override
    public String getMainStyleSheet() {
        return "/res/karaf/ui/webconsole.css";
    }
}
