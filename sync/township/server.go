// Package township is the server of a township: it takes the events of its
// villages by the rules of the link, keeps each village's stream, folds the fact
// rows into totals, and shows them on pages. It holds no name, no address and no
// word that a person typed at a village, and it knows no window and no file of a
// village's own.
package township

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/wire"
)

// Config is what a server is told when it starts.
type Config struct {
	// Dir holds everything the server keeps; it is made if it is not there.
	Dir string
	// Name is the township's, as pages and computers show it.
	Name string
	// Now is the clock; nil is the machine's. It decides how long codes, sessions
	// and locks last, and nothing about events.
	Now func() time.Time
	// Log takes what happens, without personal data; nil drops it.
	Log *slog.Logger
	// Ledger keeps the records; nil is a bbolt file in Dir. Close closes it.
	Ledger ledger.Ledger
}

// The files in Dir.
const (
	fileLedger   = "township.db"
	fileCA       = "ca.pem"
	fileCAKey    = "ca.key"
	filePassword = "first-password.txt"
)

// Limits of the connections. The slowest line that must work brings 5 KB a second.
const (
	headerTime = 20 * time.Second
	readTime   = 5 * time.Minute
	writeTime  = 6 * time.Minute
	idleTime   = 5 * time.Minute
	stopTime   = 10 * time.Second
	maxHeader  = 16 << 10
	maxConns   = 4096
	maxAtOnce  = 64
)

// Rates: so many at once, then so many a second. Exchanges count for each device,
// enrolments and logins for each address.
const (
	exchangeBurst, exchangeRate = 400, 50
	enrolBurst, enrolRate       = 20, 0.2
	loginBurst, loginRate       = 20, 0.2
	// Of each village, how often a device's word may begin a new life of its stream.
	renewBurst, renewRate = 20, 1.0 / 60
	// usefulBack is the part that an exchange gets back which brought events: a first
	// sync goes on four times as fast as one who asks for nothing may knock.
	usefulBack = 0.75
)

// Server is a township's server.
type Server struct {
	name  string
	dir   string
	now   func() time.Time
	log   *slog.Logger
	led   ledger.Ledger
	ca    *authority
	books books
	pages *pages

	exchanges, enrols, logins, renewals *limiter
	// hashing lets few passwords be checked at once: each takes 19 MiB.
	hashing chan struct{}
	working chan struct{}

	mu   sync.Mutex
	http *http.Server
}

// New opens what is in c.Dir, or makes it at the first start: the ledger, the
// certificate authority, and an administrator whose one-time password lies in
// PasswordFile. The error wraps data.ErrLocked, data.ErrNewer, data.ErrDamaged or
// what the file system says.
func New(c Config) (*Server, error) {
	s := &Server{
		name: c.Name, dir: c.Dir, now: c.Now, log: c.Log, led: c.Ledger,
		exchanges: newLimiter(exchangeRate, exchangeBurst), enrols: newLimiter(enrolRate, enrolBurst),
		logins: newLimiter(loginRate, loginBurst), renewals: newLimiter(renewRate, renewBurst),
		hashing: make(chan struct{}, 2), working: make(chan struct{}, maxAtOnce),
	}
	if s.name == "" {
		s.name = "镇街"
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of the server: %w", err)
	}
	var err error
	if s.led == nil {
		if s.led, err = bolt.Open(filepath.Join(c.Dir, fileLedger)); err != nil {
			return nil, err
		}
	}
	if s.ca, err = openAuthority(c.Dir, s.now()); err == nil {
		err = s.firstAccount()
	}
	if err == nil {
		s.pages, err = newPages(s)
	}
	if err != nil {
		return nil, errors.Join(err, s.led.Close())
	}
	return s, nil
}

// Handler returns the server's routes: the two of the link, and the pages.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+wire.PathExchange, s.serveExchange)
	mux.HandleFunc("POST "+wire.PathEnrol, s.serveEnrol)
	mux.Handle("/", s.pages.handler())
	return s.watch(mux)
}

// watch logs each request without saying who or what, and keeps a programming
// error from ending more than its own request.
func (s *Server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.log.Error("request stopped by a defect", "route", r.Pattern, "panic", fmt.Sprintf("%T", p))
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			s.log.Debug("request", "method", r.Method, "route", r.Pattern, "took", time.Since(begun))
		}()
		next.ServeHTTP(w, r)
	})
}

// Start listens at an address such as ":8443" and serves until Close. It returns
// the address with the port that was taken.
func (s *Server) Start(listen string) (string, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", fmt.Errorf("listen: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		return "", errors.Join(errors.New("the server has started already"), l.Close())
	}
	s.http = &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		// One protocol, the one with fewer bytes and fewer ways to be held.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:     slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	secure := tls.NewListener(limitConns(l, maxConns), s.ca.config(s.now))
	go func(h *http.Server) {
		if err := h.Serve(secure); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("serving ended", "error", err)
		}
	}(s.http)
	return l.Addr().String(), nil
}

// Close lets requests in progress finish, for ten seconds at most, and closes the
// ledger.
func (s *Server) Close() error {
	s.mu.Lock()
	h := s.http
	s.http = nil
	s.mu.Unlock()
	var err error
	if h != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		if err = h.Shutdown(ctx); err != nil {
			err = errors.Join(fmt.Errorf("stop serving: %w", err), h.Close())
		}
	}
	return errors.Join(err, s.led.Close())
}

// Pin returns the digest of the certificate authority's public key, which an
// enrolment code carries.
func (s *Server) Pin() data.Hash { return s.ca.pin }

// PasswordFile returns the path of the file with the administrator's one-time
// password, and whether it is still there: it goes when the password is changed.
func (s *Server) PasswordFile() (path string, exists bool) {
	path = filepath.Join(s.dir, filePassword)
	_, err := os.Stat(path)
	return path, err == nil
}

// Restored gives the server a new epoch. It is called once when Dir came back from
// a backup, so that every village sends again what the backup does not have.
func (s *Server) Restored(ctx context.Context) error {
	err := s.led.Update(ctx, func(tx ledger.Tx) error { return s.renew(tx, "operator") })
	if err != nil {
		return fmt.Errorf("begin a new server epoch: %w", err)
	}
	return nil
}

func (s *Server) renew(tx ledger.Tx, who string) error {
	e := data.NewEpoch()
	return errors.Join(tx.SetEpoch(e), tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actRestored, Object: e.String()}))
}
