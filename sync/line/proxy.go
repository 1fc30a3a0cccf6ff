package line

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"woshou/data"
	"woshou/sync/wire"
)

// CheckProxy reads a proxy as people type it: host and port, with or without http:// or
// socks5:// before it, and a name and password where it wants them. Nothing is what the
// system says. The error is *data.Invalid with proxy.form.
func CheckProxy(proxy string) (*url.URL, error) {
	proxy = strings.TrimSpace(proxy)
	if proxy == "" {
		return nil, nil
	}
	if !strings.Contains(proxy, "://") {
		proxy = "http://" + proxy
	}
	u, err := url.Parse(proxy)
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || u.Hostname() == "" || u.Port() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, &data.Invalid{Field: "proxy", Code: "proxy.form"}
	}
	return u, nil
}

// An https:// proxy would have to be the authority's own.
var proxySchemes = []string{"http", "socks5"}

// Through returns what http.Transport asks for the proxy; setting is asked before every
// exchange.
func Through(setting func() string) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if u, err := CheckProxy(setting()); u != nil || err != nil {
			return u, err
		}
		return http.ProxyFromEnvironment(r)
	}
}

// proxied says what is wrong when a proxy does not let the connection through; what sends
// elsewhere first is the page of a network where one has to log in.
func proxied(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	switch {
	case answer.StatusCode == http.StatusOK:
		return nil
	case answer.StatusCode/100 == 3, answer.StatusCode == http.StatusNetworkAuthenticationRequired:
		return wire.ErrForeign
	}
	return &Unreachable{Reason: "proxy", Status: answer.StatusCode}
}
