// Package township is the server of a township: it takes the events of its
// villages by the rules of the link, keeps each village's stream, folds the fact
// rows into totals, and shows them on pages. It holds no name, no address and no
// word that a person typed at a village, and it knows no window and no file of a
// village's own.
package township

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
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
	// County carries requests to this server's county; nil is TLS to the address that it
	// enrolled at.
	County Transport
	// Ledger keeps the records; nil is a bbolt file in Dir. Close closes it.
	Ledger ledger.Ledger
	// Backups is the folder of the daily backups; empty is one in Dir.
	Backups string
	// FileQuota is how many bytes of attachments a village may have here; 0 means
	// DefaultFileQuota.
	FileQuota int64
}

// The files in Dir.
const (
	fileLedger   = "township.db"
	fileCA       = "ca.pem"
	fileCAKey    = "ca.key"
	fileSealKey  = "seal.key"
	filePassword = "first-password.txt"
	// fileRestoring is there while a backup is being brought back, fileControl while
	// the server runs.
	fileRestoring = "restoring"
	fileControl   = "control.json"
	dirBackups    = "backups"
)

// Limits of the connections. The slowest line that must work brings 5 KB a second.
const (
	readTime  = 5 * time.Minute
	writeTime = 6 * time.Minute
	idleTime  = 5 * time.Minute
	stopTime  = 10 * time.Second
	maxHeader = 16 << 10
	// maxAtOnce is how many requests are worked on at once: as many as one transaction of
	// the ledger takes, because they wait for its flush to disk together.
	maxAtOnce = 512
	// A message beyond smallBody needs one of maxLarge places, of which an address
	// gets maxLargeEach.
	smallBody = 64 << 10
	// usualBody is how much of a message gets its memory on the sender's word.
	usualBody    = 4 << 10
	maxLarge     = 64
	maxLargeEach = 8
)

// limits are those that tests make smaller.
type limits struct {
	conns int
	// idle, header and form are the times between requests, for a request's head and
	// for a form, body what a message gets beside its second for every 4 KB.
	idle, header, form, body time.Duration
	// stop is how long requests that are on their way may take to end when the server does.
	stop time.Duration
	// part is about how many rows are counted anew in one transaction.
	part int
}

func usualLimits() limits {
	return limits{conns: 4096, idle: 5 * time.Minute, header: 20 * time.Second, form: 30 * time.Second, body: time.Minute, stop: stopTime, part: partRows}
}

// bodyTime is how long a message of n bytes may take to come in.
func (l limits) bodyTime(n int64) time.Duration { return l.body + time.Duration(n>>12)*time.Second }

// Rates: so many at once, then so many a second. Exchanges count for each device,
// enrolments and logins for each address.
const (
	exchangeBurst, exchangeRate = 400, 50
	enrolBurst, enrolRate       = 20, 0.2
	loginBurst, loginRate       = 20, 0.2
	// Of each village, how often a device's word may begin a new life of its stream.
	renewBurst, renewRate = 20, 1.0 / 60
	// Of each village, how many bytes of events may come to its stream. Ten busy years are
	// some 20 MB, and come at once when a village moves here or the server was set back.
	growBurst, growRate = 256 << 20, float64(64<<20) / (24 * 60 * 60)
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
	seal  sealKey
	board board
	disk  disk
	// keys are the public keys of devices, by data.DeviceID.
	keys  sync.Map
	files *fileStore
	pages *pages
	up    *uplink

	exchanges, enrols, logins, renewals, growth *limiter
	strangers                                   strangers
	// hashing lets few passwords be checked at once: each takes 19 MiB.
	hashing chan struct{}
	working chan struct{}
	// large bounds the large messages that are on their way in.
	large  *shares
	limits limits
	meters meters
	conns  atomic.Int64

	// backing is held by the backup that is being made.
	backing sync.Mutex

	mu     sync.Mutex
	http   *http.Server
	beside []*http.Server
	keeper keeper
	// running is over when stop ends what runs beside the requests; stopped waits for it.
	running context.Context
	stop    context.CancelFunc
	stopped sync.WaitGroup
}

// New opens what is in c.Dir, or makes it at the first start: the ledger, the
// certificate authority, and an administrator whose one-time password lies in
// PasswordFile. The error wraps data.ErrLocked, data.ErrNewer, data.ErrDamaged or
// what the file system says.
func New(c Config) (*Server, error) {
	s := &Server{
		name: wire.Cut(c.Name), dir: c.Dir, now: c.Now, log: c.Log, led: c.Ledger,
		exchanges: newLimiter(exchangeRate, exchangeBurst), enrols: newLimiter(enrolRate, enrolBurst),
		logins: newLimiter(loginRate, loginBurst), renewals: newLimiter(renewRate, renewBurst),
		growth:  newLimiter(growRate, growBurst),
		hashing: make(chan struct{}, 2), working: make(chan struct{}, maxAtOnce),
		large: &shares{most: maxLarge, each: maxLargeEach}, limits: usualLimits(),
		keeper: keeper{dir: cmp.Or(c.Backups, filepath.Join(c.Dir, dirBackups))}, disk: disk{left: leftOn},
	}
	s.up = newUplink(s, c.County)
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
	if _, err := os.Stat(filepath.Join(c.Dir, fileRestoring)); err == nil {
		return nil, fmt.Errorf("folder %s was not restored to the end: %w", c.Dir, data.ErrDamaged)
	}
	var err error
	if s.led == nil {
		if s.led, err = OpenLedger("", c.Dir); err != nil {
			return nil, err
		}
	}
	s.files = newFileStore(c.Dir, c.FileQuota)
	if s.seal, err = openSealKey(c.Dir); err == nil {
		s.ca, err = openAuthority(c.Dir, s.now())
	}
	if err == nil {
		err = s.firstAccount()
	}
	if err == nil {
		err = s.beginCount(context.Background())
	}
	if err == nil {
		err = s.led.View(context.Background(), func(r ledger.Reader) error { return s.files.sweep(r, s.now().Add(-partKept)) })
	}
	if err == nil {
		s.pages, err = newPages(s)
	}
	if err != nil {
		return nil, errors.Join(err, s.led.Close())
	}
	return s, nil
}

// Handler returns the server's routes: those of the link, and the pages.
func (s *Server) Handler() http.Handler { return s.watch(s.pages.handler()) }

// watch logs each request without saying who or what, and keeps a programming
// error from ending more than its own request.
func (s *Server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.meters.add("woshou_defects_total", "", "", 1)
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
		Handler: s.Handler(), ReadHeaderTimeout: s.limits.header, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: s.limits.idle, MaxHeaderBytes: maxHeader,
		// One protocol, the one with fewer bytes and fewer ways to be held.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:     log.New(nameless{s.log}, "", 0),
	}
	secure := tls.NewListener(&connLimit{Listener: l, most: s.limits.conns, count: &s.conns, full: func() {
		s.meters.add("woshou_turned_away_total", "what", "connection", 1)
	}}, s.ca.config(s.now))
	go s.serve(s.http, secure)
	s.keeper.from = s.now()
	s.besides(s.up.run)
	s.besides(s.keepCounting)
	return l.Addr().String(), nil
}

func (s *Server) serve(h *http.Server, l net.Listener) {
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.log.Error("serving ended", "error", err)
	}
}

// serveBeside serves something else until Close.
func (s *Server) serveBeside(h *http.Server, l net.Listener) {
	h.ErrorLog = log.New(nameless{s.log}, "", 0)
	s.mu.Lock()
	s.beside = append(s.beside, h)
	s.mu.Unlock()
	go s.serve(h, l)
}

// nameless passes on what net/http says of connections, without their addresses.
type nameless struct{ log *slog.Logger }

var addresses = regexp.MustCompile(`\[?[0-9a-fA-F:.%a-z]*[.:][0-9a-fA-F:.]*\]?:[0-9]+`)

// Write logs one line.
func (n nameless) Write(b []byte) (int, error) {
	n.log.Debug("connection", "said", addresses.ReplaceAllString(strings.TrimSpace(string(b)), "…"))
	return len(b), nil
}

// KeepBackups makes a backup each day, beginning now, until Close.
func (s *Server) KeepBackups() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.besides(s.keepBackups)
}

// besides runs f beside the requests until Close. The caller holds s.mu.
func (s *Server) besides(f func(context.Context)) {
	if s.stop == nil {
		s.running, s.stop = context.WithCancel(context.Background())
	}
	ctx := s.running
	s.stopped.Go(func() { f(ctx) })
}

// Close lets requests in progress finish, for ten seconds at most, and closes the
// ledger. Who is slower is cut off, which is no error: what was not answered is sent again.
func (s *Server) Close() error {
	s.mu.Lock()
	h, beside := s.http, s.beside
	s.http, s.beside = nil, nil
	stop := s.stop
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
	s.stopped.Wait()
	err := s.endControl()
	for _, one := range beside {
		err = errors.Join(err, one.Close())
	}
	if h != nil {
		ctx, cancel := context.WithTimeout(context.Background(), s.limits.stop)
		defer cancel()
		late := h.Shutdown(ctx)
		if errors.Is(late, context.DeadlineExceeded) {
			s.log.Info("requests were cut off")
			late = h.Close()
		}
		if late != nil {
			err = errors.Join(err, fmt.Errorf("stop serving: %w", late))
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
	err := s.update(ctx, func(tx ledger.Tx) error { return s.renew(tx, actOperator) })
	if err != nil {
		return fmt.Errorf("begin a new server epoch: %w", err)
	}
	return nil
}

func (s *Server) renew(tx ledger.Tx, who string) error {
	e := data.NewEpoch()
	return errors.Join(tx.SetEpoch(e), tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actRestored, Object: e.String()}))
}
