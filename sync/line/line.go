// Package line carries the link's messages over TLS 1.3 to a server that is known by its
// authority's key alone: from a village to its township, from a township to its county.
package line

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// How long an exchange may take: the handshakes and 16 KB back on a line of 5 KB/s
// with losses, and a second for every KB of the request.
const exchangeTimeout = 60 * time.Second

// TimeFor returns how long an exchange with this request may take.
func TimeFor(request []byte) time.Duration {
	return exchangeTimeout + time.Duration(len(request)>>10)*time.Second
}

// DefaultPort is where a township listens unless its address says otherwise.
const DefaultPort = "8443"

// HTTP is the Transport over TLS 1.3. It keeps one connection alive, and trusts
// one certificate authority by the hash of its key, so neither the name in the
// address nor this computer's clock matters.
type HTTP struct {
	// Where returns the township's address and pin. It is asked before every
	// exchange, since enrolment changes both.
	Where func() (address string, pin []byte)
	// Proxy is as in http.Transport; nil means http.ProxyFromEnvironment.
	Proxy func(*http.Request) (*url.URL, error)

	mu     sync.Mutex
	base   string
	pin    []byte
	client *http.Client
}

// Exchange posts a request. The error wraps ErrNowhere, ErrWrongServer,
// wire.ErrForeign, wire.ErrTooLarge, *data.Invalid for the address, or is *Unreachable.
func (h *HTTP) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	address, pin := h.Where()
	if address == "" || len(pin) == 0 {
		return nil, ErrNowhere
	}
	client, base, err := h.to(address, pin)
	if err != nil {
		return nil, err
	}
	return Post(ctx, client, base+wire.PathExchange, request)
}

// Close ends the kept connection.
func (h *HTTP) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.client != nil {
		h.client.CloseIdleConnections()
	}
}

// to returns the client for an address, a new one when address or pin changed.
func (h *HTTP) to(address string, pin []byte) (*http.Client, string, error) {
	base, err := BaseURL(address)
	if err != nil {
		return nil, "", err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.client == nil || h.base != base || !bytes.Equal(h.pin, pin) {
		if h.client != nil {
			h.client.CloseIdleConnections()
		}
		h.base, h.pin, h.client = base, bytes.Clone(pin), NewClient(pin, h.Proxy, nil)
	}
	return h.client, h.base, nil
}

// NewClient returns a client that speaks only to servers of the authority with
// this pin; seen, if any, is told the authority's whole pin.
func NewClient(pin []byte, proxy func(*http.Request) (*url.URL, error), seen func(data.Hash)) *http.Client {
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	return &http.Client{
		Transport: &http.Transport{
			Proxy: proxy,
			TLSClientConfig: &tls.Config{
				MinVersion: tls.VersionTLS13,
				// One curve: the hybrid default costs 2,200 bytes more a handshake.
				CurvePreferences: []tls.CurveID{tls.X25519},
				// The default check asks for a known authority, a name and a right clock.
				// pinned asks for one authority's key instead.
				InsecureSkipVerify: true,
				VerifyConnection:   pinned(pin, seen),
				// The second is for whatever else may answer there.
				NextProtos: []string{wire.ALPN, "http/1.1"},
			},
			TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1: fewer bytes for one request at a time
			DisableCompression:  true,
			MaxConnsPerHost:     1,
			MaxIdleConnsPerHost: 1,
			IdleConnTimeout:     15 * time.Minute,
			TLSHandshakeTimeout: 30 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// pinned returns the check of a server's chain: the key with the pin is the server's
// own, or it is the authority's that signed the server's certificate. Validity times
// are not looked at, because the clock of either side may be wrong by decades.
func pinned(pin []byte, seen func(data.Hash)) func(tls.ConnectionState) error {
	return func(c tls.ConnectionState) error {
		if len(c.PeerCertificates) == 0 || len(pin) < wire.PinSize {
			return ErrWrongServer
		}
		leaf := c.PeerCertificates[0]
		for i, ca := range c.PeerCertificates {
			whole := wire.PinOf(ca.RawSubjectPublicKeyInfo)
			if !bytes.HasPrefix(whole[:], pin) {
				continue
			}
			if i > 0 {
				if err := leaf.CheckSignatureFrom(ca); err != nil {
					return fmt.Errorf("%w: %w", ErrWrongServer, err)
				}
				if !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
					return ErrWrongServer
				}
			}
			if seen != nil {
				seen(whole)
			}
			return nil
		}
		return ErrWrongServer
	}
}

// Post sends one message and returns the answer's bytes.
func Post(ctx context.Context, client *http.Client, url string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, TimeFor(body))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, &data.Invalid{Field: "address", Code: "address.form"}
	}
	req.Header.Set("Content-Type", wire.ContentType)
	req.Header["User-Agent"] = nil
	// Not sent; tells net/http that a request may go again when the kept connection
	// turns out dead. Rule R2 makes that harmless.
	req.Header["Idempotency-Key"] = nil
	resp, err := client.Do(req)
	if err != nil {
		return nil, Reach(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxMessage+1))
	switch {
	case resp.StatusCode != http.StatusOK:
		return nil, &Unreachable{Reason: "http", Status: resp.StatusCode}
	case err != nil:
		return nil, Reach(err)
	case len(answer) > wire.MaxMessage:
		return nil, wire.ErrTooLarge
	}
	return answer, nil
}

// Through returns the choice of a proxy that is asked before every exchange: the one whose
// address proxy returns, or for none the one that the system's environment names.
func Through(proxy func() string) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if address := proxy(); address != "" {
			return ProxyURL(address)
		}
		return http.ProxyFromEnvironment(r)
	}
}

// ProxyURL reads a proxy's address as people type it: a host and a port, with or without
// http:// or socks5:// before them. The error is *data.Invalid with proxy.form.
func ProxyURL(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || u.Hostname() == "" || u.Port() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, &data.Invalid{Field: "proxy", Code: "proxy.form"}
	}
	return u, nil
}

var proxySchemes = []string{"http", "https", "socks5"}

// BaseURL reads an address as people type it: a host, with or without port,
// with or without https:// before it. The error is *data.Invalid with address.form.
func BaseURL(address string) (string, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.User != nil || u.RawQuery != "" {
		return "", &data.Invalid{Field: "address", Code: "address.form"}
	}
	if u.Port() == "" {
		return "https://" + u.Host + ":" + DefaultPort, nil
	}
	return "https://" + u.Host, nil
}
