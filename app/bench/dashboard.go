package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// What the dashboard shows, and how often each of its pages is asked for.
const (
	dashboardCases = 300
	dashboardAsked = 200
	dashboardLines = 64
	dashboardParts = 24
	// dashboardSecret is the session's of who asks.
	dashboardSecret = "bench"
)

// dashboardPages are the pages that are asked for, with the least that they have and the
// goal for 99 of 100, in milliseconds. The last is a file to save and no page.
var dashboardPages = []struct {
	name, path string
	bytes      int64
	goal       float64
}{
	{"totals", "/?figure=agreed", 50_000, 50},
	{"villages", "/?figure=open&sort=-received&page=7", 50_000, 50},
	{"village", "/village?village=village7", 20_000, 50},
	{"cases", "/cases?figure=agreed", 50_000, 50},
	{"check", "/check", 20_000, 50},
	{"xlsx", "/villages.xlsx?figure=agreed", 50_000, 1000},
}

// dashboard measures the pages of a county while events come in at full rate. Its ledger has
// no tallies: they are counted after the start, which is measured too.
func (b *bench) dashboard() error {
	all := crowd(fleetVillages)
	dir := filepath.Join(b.dir, "dashboard")
	if err := fillTown(dir, "", dashboardParts, func(part int, tx ledger.Tx) error { return b.county(all, part, tx) }); err != nil {
		return err
	}
	t, err := b.startTown(dir, "")
	if err != nil {
		return err
	}
	return errors.Join(b.askAll(t, all), t.stop())
}

func (b *bench) askAll(t *town, all []*computer) error {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	if err := waitCounted(client, t.address); err != nil {
		return err
	}
	fmt.Printf("# dashboard: listening after %s; %d rows counted, after %s or less, beside the first backup, after %s\n",
		t.listened.Round(10*time.Millisecond), fleetVillages*dashboardCases, time.Since(t.begun).Round(100*time.Millisecond), t.backed.Round(100*time.Millisecond))
	lines, err := connect(t.address, dashboardLines)
	if err != nil {
		return err
	}
	defer hangUp(lines)
	var asked atomic.Bool
	var pushed []time.Duration
	var pushErr error
	var done sync.WaitGroup
	done.Go(func() { pushed, pushErr = kept(lines, all, func(*computer) bool { return !asked.Load() }) })
	begun := time.Now()
	for _, page := range dashboardPages {
		before := worked(t.cmd.Process.Pid)
		took, err := times(dashboardAsked, func(int) error {
			status, n, err := get(client, t.address, page.path)
			if err == nil && (status != http.StatusOK || n < page.bytes) {
				err = fmt.Errorf("%s: status %d, %d bytes", page.path, status, n)
			}
			return err
		})
		if err != nil {
			pushErr = errors.Join(pushErr, err)
			break
		}
		fmt.Printf("# dashboard: %s p50 %.1f ms, %s of computing a page, pushes and clients included\n",
			page.name, at(took, 0.5), (worked(t.cmd.Process.Pid)-before)/dashboardAsked)
		report("dashboard-"+page.name+"-p99-ms", at(took, 0.99), page.goal, 1)
	}
	passed := time.Since(begun).Seconds()
	asked.Store(true)
	done.Wait()
	fmt.Printf("# dashboard: %.0f pushes a second came in meanwhile, p99 %.1f ms; %d MB of memory at most\n",
		float64(len(pushed))/passed, at(pushed, 0.99), t.peak())
	return pushErr
}

// waitCounted waits until there are totals.
func waitCounted(client *http.Client, address string) error {
	for end := time.Now().Add(townWait); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		switch status, _, err := get(client, address, dashboardPages[0].path); {
		case err != nil || status == http.StatusOK:
			return err
		case status != http.StatusServiceUnavailable:
			return fmt.Errorf("the page of the totals: status %d", status)
		}
	}
	return errors.New("the totals were not counted in time")
}

// get asks for a page as somebody who has logged in.
func get(client *http.Client, address, path string) (status int, size int64, err error) {
	r, err := http.NewRequest(http.MethodGet, "https://"+address+path, nil)
	if err != nil {
		return 0, 0, err
	}
	r.AddCookie(&http.Cookie{Name: "__Host-woshou", Value: dashboardSecret})
	answer, err := client.Do(r)
	if err != nil {
		return 0, 0, err
	}
	size, err = io.Copy(io.Discard, answer.Body)
	if answer.Request.URL.Path != r.URL.Path {
		err = fmt.Errorf("%s led to %s", r.URL.Path, answer.Request.URL.Path)
	}
	return answer.StatusCode, size, errors.Join(err, answer.Body.Close())
}

// county writes a part of the villages with their cases, and somebody who has logged in.
func (b *bench) county(all []*computer, part int, tx ledger.Tx) error {
	day, _ := data.NewDay(2026, 1, 1)
	size := len(all) / dashboardParts
	var cases []ledger.Case
	for n := part * size; n < (part+1)*size; n++ {
		v := ledger.Village{Heard: time.Now()}
		for range dashboardCases {
			on := day.Add(b.rand.IntN(600) - 400)
			f := data.Fact{
				Case: data.NewCaseID(), Status: data.Performing, Type: data.DisputeType(data.DisputeTypes[b.rand.IntN(len(data.DisputeTypes))].Code),
				Source: data.Application, Outcome: data.OutcomeWritten, Received: on, Accepted: on.Add(1), Concluded: on.Add(20), Effective: on.Add(20),
				Performance: data.InPerformance, Amount: data.Fen(b.rand.IntN(1e6)), People: 2, Sessions: 2,
			}
			row := f.Encode()
			v.Cases, v.Sum = v.Cases+1, v.Sum.Plus(row)
			cases = append(cases, ledger.Case{ID: f.Case, Village: all[n].village, Row: row})
		}
		if err := all[n].register(n, v, tx); err != nil {
			return err
		}
	}
	// A store takes many records fastest in the order of their keys.
	slices.SortFunc(cases, func(a, b ledger.Case) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	for _, c := range cases {
		if err := tx.PutCase(c); err != nil {
			return err
		}
	}
	sum := sha256.Sum256([]byte(dashboardSecret))
	return errors.Join(tx.PutAccount(ledger.Account{Name: "bench", Role: ledger.RoleAdmin, Hash: "-"}),
		tx.PutSession(ledger.Session{ID: hex.EncodeToString(sum[:]), Account: "bench", Token: "bench", Begun: time.Now(), Seen: time.Now()}))
}
