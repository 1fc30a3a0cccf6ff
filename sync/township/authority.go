package township

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// How long certificates last. The authority outlives the machine; the server's own
// certificate is made again at each start and when it nears its end.
const (
	authorityYears = 30
	leafTime       = 2 * 365 * 24 * time.Hour
	leafRenew      = 60 * 24 * time.Hour
	backdated      = 48 * time.Hour
)

// authority is the township's own certificate authority, made at the first start.
// Village computers know it by its pin and by nothing else.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pin  data.Hash
	// pinned and short are the chains for villages.
	pinned, short tls.Certificate

	mu   sync.Mutex
	leaf *tls.Certificate
}

// openAuthority reads the authority in dir or makes it. The error wraps
// data.ErrDamaged when its files cannot be read as such.
func openAuthority(dir string, now time.Time) (*authority, error) {
	certPath, keyPath := filepath.Join(dir, fileCA), filepath.Join(dir, fileCAKey)
	if _, err := os.Stat(certPath); errors.Is(err, fs.ErrNotExist) {
		if err := makeAuthority(certPath, keyPath, now); err != nil {
			return nil, fmt.Errorf("make certificate authority: %w", err)
		}
	}
	certPEM, err := os.ReadFile(certPath)
	if err != nil {
		return nil, fmt.Errorf("read certificate authority: %w", err)
	}
	keyPEM, err := os.ReadFile(keyPath)
	if err != nil {
		return nil, fmt.Errorf("read certificate authority: %w", err)
	}
	a, err := parseAuthority(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("certificate authority %s: %w", certPath, err)
	}
	if err := a.shorten(); err != nil {
		return nil, fmt.Errorf("make certificates: %w", err)
	}
	return a, nil
}

// parseAuthority reads the two files of an authority. The error is data.ErrDamaged.
func parseAuthority(certPEM, keyPEM []byte) (*authority, error) {
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if err != nil || !ok || pair.Leaf == nil {
		return nil, data.ErrDamaged
	}
	return &authority{cert: pair.Leaf, key: key, pin: wire.PinOf(pair.Leaf.RawSubjectPublicKeyInfo)}, nil
}

// makeAuthority writes the key first: a certificate without its key must not be
// found at the next start.
func makeAuthority(certPath, keyPath string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Woshou Township CA"},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(authorityYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := writeFile(keyPath, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})); err != nil {
		return err
	}
	return writeFile(certPath, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func serial() *big.Int {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:])
}

// writeFile writes a file that only its owner may read, whole or not at all.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close(), likeFolder(f.Name()))
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Three kinds of visitors see three chains, all of the one key that the pin names:
//   - a village's program that says so (wire.ALPN): the authority's key itself, in
//     one certificate without a name;
//   - an older one, known by its single curve: a short certificate and the authority's;
//   - a browser: a certificate with the machine's names, and the authority's as the
//     office may have installed it. Browsers take no Ed25519.

// config is TLS 1.3 with X25519 alone.
func (a *authority) config(now func() time.Time) *tls.Config {
	base := &tls.Config{MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519}, Time: now}
	pinned, short := base.Clone(), base.Clone()
	pinned.Certificates, short.Certificates = []tls.Certificate{a.pinned}, []tls.Certificate{a.short}
	base.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return a.certificate(now()) }
	base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		switch {
		case slices.Contains(hello.SupportedProtos, wire.ALPN):
			return pinned, nil
		case slices.Equal(hello.SupportedCurves, []tls.CurveID{tls.X25519}) && slices.Contains(hello.SignatureSchemes, tls.Ed25519):
			return short, nil
		}
		return nil, nil
	}
	return base
}

// shorten makes the chains for villages. They hold what a village looks at and
// nothing else: no name, no time that matters, no further extension.
func (a *authority) shorten() error {
	bare := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter,
		IsCA: true, BasicConstraintsValid: true, SubjectKeyId: []byte{1}, // left out, it would be made up
	}
	err := a.issue(&a.pinned, bare, bare, a.key)
	if err != nil {
		return err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	err = a.issue(&a.short, leaf, bare, key)
	a.short.Certificate = append(a.short.Certificate, a.pinned.Certificate[0])
	return err
}

// issue signs a certificate for a key and puts both into c.
func (a *authority) issue(c *tls.Certificate, template, parent *x509.Certificate, key crypto.Signer) error {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), a.key)
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	*c = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	return nil
}

// certificate returns the certificate for browsers, with the authority's behind it.
func (a *authority) certificate(now time.Time) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf != nil && now.Before(a.leaf.Leaf.NotAfter.Add(-leafRenew)) && now.After(a.leaf.Leaf.NotBefore) {
		return a.leaf, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make server key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Woshou Township"},
		NotBefore: now.Add(-backdated), NotAfter: now.Add(leafTime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	template.DNSNames, template.IPAddresses = ownNames()
	leaf := new(tls.Certificate)
	if err := a.issue(leaf, template, a.cert, key); err != nil {
		return nil, fmt.Errorf("make server certificate: %w", err)
	}
	leaf.Certificate = append(leaf.Certificate, a.cert.Raw)
	a.leaf = leaf
	return leaf, nil
}

// ownNames is what browsers of the office may call this machine.
func ownNames() (names []string, ips []net.IP) {
	names = []string{"localhost"}
	if host, err := os.Hostname(); err == nil && host != "" && host != "localhost" {
		names = append(names, host)
	}
	ips = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	addrs, _ := net.InterfaceAddrs() // without them only the names and loopback are left
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			ips = append(ips, n.IP)
		}
	}
	return names, ips
}
