package engine

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// chain makes a certificate authority and a server's certificate of it, both
// beginning at a time, the second valid for a day. It returns the chain and the pin.
func chain(t testing.TB, from time.Time) (tls.Certificate, data.Hash) {
	t.Helper()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	if ca, err = x509.ParseCertificate(caDER); err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: from, NotAfter: from.AddDate(0, 0, 1),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key}, wire.PinOf(ca.RawSubjectPublicKeyInfo)
}

// serve starts a TLS server with a handler and returns its address and the pin.
func serve(t testing.TB, from time.Time, h http.HandlerFunc, change ...func(*httptest.Server)) (string, data.Hash) {
	t.Helper()
	cert, pin := chain(t, from)
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	for _, f := range change {
		f(s)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String(), pin
}

func to(address string, pin data.Hash) *HTTP {
	return &HTTP{Where: func() (string, []byte) { return address, pin[:] }}
}

func answer(b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
}

func TestHTTP_KeepsOneConnectionOfTLS13(t *testing.T) {
	var conns atomic.Int32
	var seen *http.Request
	address, pin := serve(t, time.Now(), func(w http.ResponseWriter, r *http.Request) {
		seen = r
		b, _ := io.ReadAll(r.Body)
		_, _ = w.Write(append([]byte("answer to "), b...))
	}, func(s *httptest.Server) {
		s.Config.ConnState = func(_ net.Conn, st http.ConnState) {
			if st == http.StateNew {
				conns.Add(1)
			}
		}
	})
	h := to(address, pin)
	defer h.Close()
	for range 3 {
		got, err := h.Exchange(t.Context(), []byte("question"))
		if err != nil || string(got) != "answer to question" {
			t.Fatalf("%q, %v", got, err)
		}
	}
	if seen.TLS.Version != tls.VersionTLS13 || seen.TLS.CurveID != tls.X25519 {
		t.Errorf("TLS %x with curve %v", seen.TLS.Version, seen.TLS.CurveID)
	}
	if n := conns.Load(); n != 1 || seen.Method != http.MethodPost || seen.URL.Path != wire.PathExchange || seen.Proto != "HTTP/1.1" {
		t.Errorf("%d connections, %s %s %s", n, seen.Method, seen.URL, seen.Proto)
	}
	if len(seen.Header) != 2 || seen.Header.Get("Content-Type") != wire.ContentType || seen.ContentLength != 8 {
		t.Errorf("headers %v", seen.Header)
	}
}

// The township is known by its authority's key alone: any clock, any name.
func TestHTTP_WorksWithAnyClock(t *testing.T) {
	for _, from := range []time.Time{time.Unix(0, 0), time.Now(), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)} {
		address, pin := serve(t, from, answer([]byte("yes")))
		if got, err := to(address, pin).Exchange(t.Context(), nil); err != nil || string(got) != "yes" {
			t.Errorf("certificate of %v: %q, %v", from.Year(), got, err)
		}
	}
}

func TestHTTP_RefusesAnyOtherAuthority(t *testing.T) {
	_, other := chain(t, time.Now())
	address, pin := serve(t, time.Now(), answer([]byte("yes")))
	if _, err := to(address, other).Exchange(t.Context(), nil); CodeOf(err) != CodeWrongTownship {
		t.Errorf("another authority: %v", err)
	}
	if _, err := (&HTTP{Where: func() (string, []byte) { return address, pin[:4] }}).Exchange(t.Context(), nil); CodeOf(err) != CodeWrongTownship {
		t.Errorf("a pin too short to trust: %v", err)
	}
	// The right authority's certificate is shown, but it did not sign the server's.
	mixed, mixedPin := chain(t, time.Now())
	stranger, _ := chain(t, time.Now())
	address, _ = serve(t, time.Now(), answer([]byte("yes")), func(s *httptest.Server) {
		s.TLS.Certificates = []tls.Certificate{{Certificate: [][]byte{stranger.Certificate[0], mixed.Certificate[1]}, PrivateKey: stranger.PrivateKey}}
	})
	if _, err := to(address, mixedPin).Exchange(t.Context(), nil); CodeOf(err) != CodeWrongTownship {
		t.Errorf("a borrowed authority: %v", err)
	}
}

func TestHTTP_RefusesOldTLS(t *testing.T) {
	address, pin := serve(t, time.Now(), answer([]byte("yes")), func(s *httptest.Server) { s.TLS.MaxVersion = tls.VersionTLS12 })
	if _, err := to(address, pin).Exchange(t.Context(), nil); CodeOf(err) != "unreachable_tls" {
		t.Errorf("TLS 1.2: %v (%s)", err, CodeOf(err))
	}
}

// closing answers part of a response and ends the connection.
func closing(part string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(c, part)
			_ = c.Close()
		}
	}
}

// What the line may do, each with its code (issue: a township that cannot be
// reached or answers nonsense gets a clear message).
func TestHTTP_NamesWhatWentWrong(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := free.Addr().String()
	_ = free.Close()
	plain := httptest.NewServer(answer([]byte("<html>")))
	defer plain.Close()
	_, pin := chain(t, time.Now())
	for want, at := range map[wire.Code]string{
		"unreachable_connect": closed,
		"unreachable_proxy":   "proxied.test",
		CodeCaptive:           plain.Listener.Addr().String(),
		CodeNotEnrolled:       "",
	} {
		h := to(at, pin)
		h.Proxy = func(r *http.Request) (*url.URL, error) {
			if r.URL.Hostname() == "proxied.test" {
				return url.Parse("http://" + closed)
			}
			return nil, nil
		}
		if _, err := h.Exchange(t.Context(), nil); CodeOf(err) != want {
			t.Errorf("%q: %v (%s), want %s", at, err, CodeOf(err), want)
		}
	}
	for status, want := range map[int]wire.Code{407: "unreachable_proxy", 403: "unreachable_proxy", 302: CodeCaptive, 511: CodeCaptive} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		h := to("proxied.test", pin)
		h.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
		if _, err := h.Exchange(t.Context(), nil); CodeOf(err) != want {
			t.Errorf("a proxy that answers %d: %v (%s), want %s", status, err, CodeOf(err), want)
		}
		proxy.Close()
	}
	for want, h := range map[wire.Code]http.HandlerFunc{
		"unreachable_http": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"unreachable_cut":  closing("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
		wire.CodeTooLarge:  answer(make([]byte, wire.MaxMessage+1)),
	} {
		address, pin := serve(t, time.Now(), h)
		if _, err := to(address, pin).Exchange(t.Context(), nil); CodeOf(err) != want {
			t.Errorf("%v (%s), want %s", err, CodeOf(err), want)
		}
	}
	address, pin := serve(t, time.Now(), func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://portal.test/login", http.StatusFound)
	})
	var u *Unreachable
	if _, err := to(address, pin).Exchange(t.Context(), nil); !errors.As(err, &u) || u.Status != http.StatusFound {
		t.Errorf("a redirect: %v, want it unfollowed", err)
	}
	address, pin = serve(t, time.Now(), func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := to(address, pin).Exchange(ctx, nil); CodeOf(err) != "unreachable_timeout" {
		t.Errorf("a silent server: %v (%s)", err, CodeOf(err))
	}
}

func TestHTTP_TakesTheAnswerAtTheLimit(t *testing.T) {
	want := bytes.Repeat([]byte{1}, wire.MaxMessage)
	address, pin := serve(t, time.Now(), answer(want))
	if got, err := to(address, pin).Exchange(t.Context(), nil); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// An address that changes, as at enrolment, is used from the next exchange on.
func TestHTTP_FollowsTheLink(t *testing.T) {
	one, pinOne := serve(t, time.Now(), answer([]byte("one")))
	two, pinTwo := serve(t, time.Now(), answer([]byte("two")))
	address, pin := one, pinOne
	h := &HTTP{Where: func() (string, []byte) { return address, pin[:] }}
	for _, want := range []string{"one", "two"} {
		if got, err := h.Exchange(t.Context(), nil); err != nil || string(got) != want {
			t.Errorf("%q, %v, want %s", got, err, want)
		}
		address, pin = two, pinTwo
	}
}
