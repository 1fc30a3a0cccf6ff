package township

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The meters are written in Prometheus' text format (version 0.0.4) by hand: it is
// these few lines, and the client library would bring eight modules for them.

// meterNames are the meters in the order of the page.
var meterNames = []struct{ name, kind, help string }{
	{"woshou_exchanges_total", "counter", "Exchanges by outcome: ok, or the reason given to the device."},
	{"woshou_exchange_seconds", "histogram", "Time from a whole request to its durable answer."},
	{"woshou_received_bytes_total", "counter", "Bytes of the requests of devices, without TLS and HTTP."},
	{"woshou_sent_bytes_total", "counter", "Bytes of the answers to devices, without TLS and HTTP."},
	{"woshou_events_total", "counter", "Events appended to the streams."},
	{"woshou_held_total", "counter", "Events set aside: refused, forked, or of a revoked device."},
	{"woshou_enrolments_total", "counter", "Enrolments by outcome."},
	{"woshou_logins_total", "counter", "Logins to the pages by outcome."},
	{"woshou_commits_total", "counter", "Transactions that became durable in groups."},
	{"woshou_commit_updates_total", "counter", "Updates in them; the ratio is the size of a group."},
	{"woshou_backups_total", "counter", "Backups by outcome."},
	{"woshou_backup_age_seconds", "gauge", "Age of the newest backup in the folder; none when there is none."},
	{"woshou_disk_full", "gauge", "1 while there is no room to store what comes."},
	{"woshou_disk_free_bytes", "gauge", "Bytes free on the disk of a folder of the server."},
	{"woshou_turned_away_total", "counter", "Requests and connections turned away by a limit."},
	{"woshou_defects_total", "counter", "Requests that ended in a defect of the program."},
	{"woshou_connections", "gauge", "Open connections."},
	{"woshou_villages", "gauge", "Villages that are registered."},
	{"woshou_villages_silent", "gauge", "Villages that made no exchange for seven days."},
	{"woshou_devices", "gauge", "Computers that are enrolled and not revoked."},
	{"woshou_devices_waiting_events", "gauge", "Events that computers said they had yet to send."},
	{"woshou_goroutines", "gauge", "Goroutines of the program."},
	{"woshou_memory_bytes", "gauge", "Memory that the program took from the system."},
}

// latencyBounds are the histogram's, in seconds.
var latencyBounds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// meters counts what happens. A label's value comes from a closed list of the
// program's own, never from a request.
type meters struct {
	mu    sync.Mutex
	n     map[string]float64
	times map[string]*histogram
}

// histogram counts times: how many lie between each bound and the one before it, the
// last without a bound, and their sum in seconds.
type histogram struct {
	counts [len(latencyBounds) + 1]float64
	sum    float64
}

// series are the lines of a histogram, whose buckets count all that lies below a bound.
func (h *histogram) series(name string, out map[string]float64) {
	n := 0.0
	for i, count := range h.counts {
		le := "+Inf"
		if i < len(latencyBounds) {
			le = strconv.FormatFloat(latencyBounds[i], 'g', -1, 64)
		}
		n += count
		out[labelled(name+"_bucket", "le", le)] = n
	}
	out[name+"_sum"], out[name+"_count"] = h.sum, n
}

// add adds to a series; label and value are empty for one without.
func (m *meters) add(name, label, value string, n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n == nil {
		m.n = map[string]float64{}
	}
	m.n[labelled(name, label, value)] += n
}

// labelled is the name of a series.
func labelled(name, label, value string) string {
	if label == "" {
		return name
	}
	return name + "{" + label + "=" + strconv.Quote(value) + "}"
}

// observe adds a time to a histogram.
func (m *meters) observe(name string, took time.Duration) {
	seconds := took.Seconds()
	at, _ := slices.BinarySearch(latencyBounds[:], seconds)
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.times[name]
	if h == nil {
		h = &histogram{}
		if m.times == nil {
			m.times = map[string]*histogram{}
		}
		m.times[name] = h
	}
	h.counts[at]++
	h.sum += seconds
}

// write writes the meters and the gauges.
func (m *meters) write(w io.Writer, gauges map[string]float64) error {
	m.mu.Lock()
	all := map[string]float64{}
	maps.Copy(all, m.n)
	for name, h := range m.times {
		h.series(name, all)
	}
	m.mu.Unlock()
	maps.Copy(all, gauges)
	series := slices.Sorted(maps.Keys(all))
	var out strings.Builder
	for _, meter := range meterNames {
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s %s\n", meter.name, meter.help, meter.name, meter.kind)
		for _, s := range series {
			base, _, _ := strings.Cut(s, "{")
			if meter.kind == "histogram" {
				base = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(base, "_bucket"), "_sum"), "_count")
			}
			if base == meter.name {
				fmt.Fprintf(&out, "%s %s\n", s, strconv.FormatFloat(all[s], 'g', -1, 64))
			}
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// gauges measures what is now.
func (s *Server) gauges(ctx context.Context) (map[string]float64, error) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	g := map[string]float64{
		"woshou_goroutines": float64(runtime.NumGoroutine()), "woshou_memory_bytes": float64(memory.Sys),
		"woshou_connections": float64(s.conns.Load()), "woshou_villages_silent": 0, "woshou_devices": 0, "woshou_devices_waiting_events": 0,
	}
	if l, ok := s.led.(interface {
		Counts() (commits, updates uint64)
	}); ok {
		commits, updates := l.Counts()
		g["woshou_commits_total"], g["woshou_commit_updates_total"] = float64(commits), float64(updates)
	}
	if newest, err := s.newestBackup(); err == nil && !newest.IsZero() {
		g["woshou_backup_age_seconds"] = s.now().Sub(newest).Seconds()
	}
	s.gaugeDisk(g)
	err := s.ask(ctx, func(b *board) error {
		g["woshou_villages"] = float64(len(b.order))
		for _, p := range b.order {
			if p.Of == "" && silent(p.Heard, s.now()) {
				g["woshou_villages_silent"]++
			}
			g["woshou_devices"] += float64(p.computers)
			g["woshou_devices_waiting_events"] += float64(p.waiting)
		}
		return nil
	})
	return g, err
}

// gaugeDisk measures the room on the server's disks.
func (s *Server) gaugeDisk(g map[string]float64) {
	g["woshou_disk_full"] = 0
	if s.disk.full.Load() {
		g["woshou_disk_full"] = 1
	}
	for name, folder := range map[string]string{"data": s.dir, "backups": s.keeper.dir} {
		if left, err := s.disk.left(folder); err == nil {
			g[labelled("woshou_disk_free_bytes", "folder", name)] = float64(left)
		}
	}
}

// StartMetrics serves the meters at /metrics of an address of this machine, in the
// clear and without a login, until Close. It returns the address with its port.
func (s *Server) StartMetrics(listen string) (string, error) {
	host, _, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", fmt.Errorf("metrics at %s: only an address of this machine, such as 127.0.0.1:9090: %w", listen, errors.ErrUnsupported)
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", fmt.Errorf("listen for metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		g, err := s.gauges(r.Context())
		if err != nil {
			s.log.Error("metrics", "error", err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = s.meters.write(w, g) // whoever asked is gone
	})
	s.serveBeside(&http.Server{Handler: mux, ReadTimeout: s.limits.header, WriteTimeout: s.limits.header, MaxHeaderBytes: maxHeader}, l)
	return l.Addr().String(), nil
}
