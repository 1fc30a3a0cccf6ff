package sync_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"woshou/data/store"
	"woshou/sync/badline"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// The line of these tests is this many times as fast as a village's; a soak sets 1.
var faster = flag.Int("sync.faster", 20, "how many times as fast as a village's line the bad line is")

// place is where a township keeps its ledger.
type place struct {
	// address is as townshipd's --store takes it, empty for a file in its folder.
	address string
	// kill ends the database's server as a loss of power would, and starts it again; nil
	// for a file.
	kill func()
}

// places are all stores a township may have.
var places = map[string]func(t *testing.T) place{
	"bbolt": func(*testing.T) place { return place{} },
}

// inEachPlace runs a test with the township's ledger in each store.
func inEachPlace(t *testing.T, test func(t *testing.T, p place)) {
	if testing.Short() {
		t.Skip("real programs on a bad line take a while")
	}
	t.Parallel() // the line is what they wait for
	for name, make := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, make(t))
		})
	}
}

// road is a village and a township as separate programs with a bad line between them.
type road struct {
	t       *testing.T
	place   place
	village *program
	town    *townProgram
	proxy   *badline.Proxy
	// code and sheet are for the village's second computer.
	code, sheet string
	// saved are the cases of which the village said that they are.
	saved []string
}

func newRoad(t *testing.T, where place) *road {
	t.Helper()
	const area = "339921900001"
	r := &road{t: t, place: where}
	var codes []string
	r.town, codes = newTownProgram(t, where.address, area, 2)
	r.proxy = r.line()
	path, sheet := newSheetRecord(t, area)
	r.code, r.sheet, r.village = codes[1], sheet, newVillageProgram(t, path)
	r.enrol(codes[0])
	return r
}

// line is a village's line to the township.
func (r *road) line() *badline.Proxy {
	r.t.Helper()
	proxy, err := badline.Start(badline.Village.Faster(*faster), r.town.listen)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(proxy.Close)
	return proxy
}

// enrol tries until the line let one whole try through.
func (r *road) enrol(code string) {
	r.t.Helper()
	answer := ""
	for range 20 {
		if answer = r.village.ask("enrol " + r.proxy.Addr() + " " + code); answer == "enrolled" {
			return
		}
	}
	r.t.Fatal(answer)
}

func (r *road) save(n int) {
	r.t.Helper()
	for range n {
		r.note(r.village.say("save"))
	}
}

// attach saves a case with an invented scan and returns the case and the content's hash.
func (r *road) attach(seed, size int) (id, hash string) {
	r.t.Helper()
	answer := r.village.say(fmt.Sprint("attach ", seed, " ", size))
	r.note(answer)
	words := strings.Fields(answer)
	return words[1], words[2]
}

// note keeps which case an answer says is saved.
func (r *road) note(answer string) {
	if words := strings.Fields(answer); len(words) > 1 && words[0] != "error" {
		r.saved = append(r.saved, words[1])
	}
}

// until waits for a condition, as long as it may take on such a line.
func (r *road) until(what string, met func() (ok bool, now any)) {
	r.t.Helper()
	limit := 60*time.Minute/time.Duration(*faster) + time.Minute
	for deadline := time.Now().Add(limit); ; time.Sleep(5 * time.Millisecond) {
		ok, now := met()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("after %v: %s: %+v", limit, what, now)
		}
	}
}

// arrive waits until both sides have the same, files included.
func (r *road) arrive() {
	r.t.Helper()
	r.until("both sides have the same", func() (bool, any) {
		now := r.village.report()
		return now.Compared && now.Same && now.Waiting == 0 && now.Cases >= len(r.saved) && now.Files.Out == 0, now
	})
}

// A day of 20 events, and 500 that waited for weeks, arrive whole.
func TestBadLine_ADayAndABacklog(t *testing.T) {
	inEachPlace(t, func(t *testing.T, p place) {
		r := newRoad(t, p)
		for _, n := range []int{20, 500} {
			r.arrive()
			r.timed(fmt.Sprint(n, " events"), r.proxy, func() {
				r.save(n)
				r.arrive()
			})
		}
		r.checkTown()
	})
}

// timed logs what a part of a test took of the line.
func (r *road) timed(what string, line *badline.Proxy, part func()) {
	begun, cuts := time.Now(), line.Cuts()
	up, down := line.Bytes()
	part()
	up2, down2 := line.Bytes()
	r.t.Logf("%s: %v on a line %d times as fast as a village's, %d bytes up, %d down, %d cuts",
		what, time.Since(begun).Round(time.Millisecond), *faster, up2-up, down2-down, line.Cuts()-cuts)
}

// A scan of 2 MB goes on where a cut left it, to the township and on to the village's
// second computer. Records that are saved meanwhile do not wait for it: each goes with the
// next request that is made, so at most the one answer that was under way comes before.
func TestBadLine_AScan(t *testing.T) {
	const size, parts = 2 << 20, 8
	inEachPlace(t, func(t *testing.T, p place) {
		r := newRoad(t, p)
		r.save(1)
		r.arrive()
		path := r.join()
		r.arrive()
		cuts := r.proxy.Cuts()
		var id, hash string
		r.timed("a scan of 2 MB", r.proxy, func() {
			id, hash = r.attach(1, size)
			r.saveDuring(size, parts)
			r.arrive()
		})
		if n := r.proxy.Cuts() - cuts; n < size/int(badline.Village.Cut.Seconds())/badline.Village.Rate/2 {
			t.Errorf("only %d cuts", n)
		}
		if late := r.village.report().Late; late > 1 {
			t.Errorf("%d answers came before one that acknowledged a record", late)
		}
		line, second := r.line(), newVillageProgram(t, path)
		second.say("to " + line.Addr())
		r.timed("a scan of 2 MB at the second computer", line, func() {
			r.until("the scan is at the second computer", func() (bool, any) {
				now := second.ask("content " + id)
				return now == hash, []any{now, second.report()}
			})
		})
		r.arrive()
		r.checkTown()
	})
}

// saveDuring saves a record at each of so many parts of a scan's way; what is at the
// township once is never sent again.
func (r *road) saveDuring(size int64, parts int) {
	r.t.Helper()
	left := size + size/10 // a sealed file is a little larger
	for part := range parts {
		r.until(fmt.Sprint("part ", part, " of the scan"), func() (bool, any) {
			now := r.village.report()
			if now.Files.BytesOut > left {
				r.t.Errorf("%d bytes of the scan are left after %d", now.Files.BytesOut, left)
			}
			if now.Files.Out > 0 {
				left = now.Files.BytesOut
			}
			return now.Files.Out > 0 && left <= size*int64(parts-part)/int64(parts), now
		})
		r.save(1)
		r.until("the record is acknowledged", func() (bool, any) {
			now := r.village.report()
			return now.Waiting == 0, now
		})
	}
}

// join makes the record of a second computer of the village, which it can once the first
// has left the village's key.
func (r *road) join() (path string) {
	r.t.Helper()
	joiner := engine.NewJoiner()
	var begin store.Joining
	r.until("a second computer joins", func() (ok bool, now any) {
		var err error
		begin, err = joiner.Join(r.t.Context(), r.town.listen, r.code, r.sheet)
		if errors.Is(err, wire.ErrNoVillage) || errors.Is(err, wire.ErrBusy) {
			time.Sleep(time.Second) // the township bears few tries
		} else if err != nil {
			r.t.Fatal(err)
		}
		return err == nil, err
	})
	return joinedRecord(r.t, begin)
}

// The village's program, the township's, and its database are killed at any byte of what
// they say, again and again, while records and a scan are on their way: what was shown as
// saved arrives, once.
func TestBadLine_KilledAtAnyMoment(t *testing.T) {
	inEachPlace(t, func(t *testing.T, p place) {
		r := newRoad(t, p)
		rnd := rand.New(rand.NewPCG(5, 5))
		victims := []func(){r.killVillage, r.killVillage, r.killVillage, r.killSaving, r.killSaving, r.killTown, r.killTown}
		if p.kill == nil {
			victims = append(victims, r.killTown, r.killTown, r.killTown)
		} else {
			victims = append(victims, p.kill, p.kill, p.kill, p.kill, p.kill)
		}
		rnd.Shuffle(len(victims), func(i, j int) { victims[i], victims[j] = victims[j], victims[i] })
		for i, kill := range victims {
			r.save(10)
			if i%4 == 0 {
				r.attach(i, 150_000)
			}
			r.carried(rnd.Int64N(24 << 10))
			kill()
		}
		r.arrive()
		t.Logf("%d cases arrived, %d kills", len(r.saved), len(victims))
		r.checkTown()
	})
}

// carried waits until the line has carried so many bytes more.
func (r *road) carried(n int64) {
	r.t.Helper()
	sum := func() int64 { up, down := r.proxy.Bytes(); return up + down }
	until := sum() + n
	r.until("the line carries something", func() (bool, any) { return sum() >= until, sum() })
}

func (r *road) killVillage() {
	r.village.kill()
	r.village.run()
}

// killSaving kills the village while it saves; what it did not say may be there or not.
func (r *road) killSaving() {
	for range 5 {
		r.village.tell("save")
	}
	r.village.out.Scan()
	r.note(r.village.out.Text())
	for _, answer := range r.village.kill() {
		r.note(answer)
	}
	r.village.run()
}

func (r *road) killTown() {
	r.town.kill()
	r.town.serve()
}

// checkTown ends the township and has its own program check everything; each case that
// was ever shown as saved has its row, and the village counts as many.
func (r *road) checkTown() {
	r.t.Helper()
	cases := r.village.report().Cases
	r.town.end()
	for _, name := range []string{"check", "recount"} {
		if out, err := r.town.command(name).CombinedOutput(); err != nil {
			r.t.Errorf("townshipd %s: %v\n%s", name, err, out)
		}
	}
	rows := r.rows()
	if len(rows) != cases {
		r.t.Errorf("the township has %d cases, the village %d", len(rows), cases)
	}
	for _, id := range r.saved {
		if !rows[id] {
			r.t.Errorf("case %s was saved and is not at the township", id)
		}
	}
}

// rows returns which cases the township counts, once it has ended.
func (r *road) rows() map[string]bool {
	r.t.Helper()
	led, err := township.OpenLedger(r.place.address, r.town.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	rows := map[string]bool{}
	err = led.View(r.t.Context(), func(tx ledger.Reader) error {
		villages, err := tx.Villages()
		for _, v := range villages {
			cases, caseErr := tx.Cases(v.ID)
			err = errors.Join(err, caseErr)
			for _, c := range cases {
				rows[c.ID.String()] = true
			}
		}
		return err
	})
	if err := errors.Join(err, led.Close()); err != nil {
		r.t.Fatal(err)
	}
	return rows
}
