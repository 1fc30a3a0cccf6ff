package sync_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"woshou/sync/badline"
)

// The line of these tests is this many times as fast as a village's; a soak sets 1.
var faster = flag.Int("sync.faster", 20, "how many times as fast as a village's line the bad line is")

// road is a village and a township as separate programs with a bad line between them.
type road struct {
	t             *testing.T
	village, town *program
	proxy         *badline.Proxy
	saved         int
}

func newRoad(t *testing.T) *road {
	t.Helper()
	if testing.Short() {
		t.Skip("real programs on a bad line take a while")
	}
	const area = "339921900001"
	town, codes, address := newTownProgram(t, area)
	proxy, err := badline.Start(badline.Village.Faster(*faster), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	r := &road{t: t, town: town, proxy: proxy, village: newVillageProgram(t, area)}
	r.enrol(codes[0])
	return r
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
		r.village.say("save")
		r.saved++
	}
}

// arrive waits until both sides have the same, as long as it takes on such a line.
func (r *road) arrive() {
	r.t.Helper()
	limit := 40 * time.Minute / time.Duration(*faster)
	for deadline := time.Now().Add(limit + time.Minute); ; time.Sleep(20 * time.Millisecond) {
		now := r.village.report()
		if now.Compared && now.Same && now.Waiting == 0 && now.Cases == r.saved {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("after %v: %+v, want %d cases", limit, now, r.saved)
		}
	}
}

func (r *road) restart(p *program) {
	r.t.Helper()
	p.kill()
	p.run()
	if p == r.town {
		p.listening()
	}
}

// A day of 20 events, and 500 that waited for weeks, arrive whole.
func TestBadLine_ADayAndABacklog(t *testing.T) {
	r := newRoad(t)
	for _, n := range []int{20, 500} {
		begun := time.Now()
		up, down := r.proxy.Bytes()
		r.save(n)
		r.arrive()
		up2, down2 := r.proxy.Bytes()
		t.Logf("%d events: %v on a line %d times as fast as a village's, %d bytes up, %d down, %d cuts",
			n, time.Since(begun).Round(time.Millisecond), *faster, up2-up, down2-down, r.proxy.Cuts())
	}
}

// Either program is killed at any moment, again and again, while events are on their
// way: what was shown as saved arrives, once.
func TestBadLine_KilledAtAnyMoment(t *testing.T) {
	r := newRoad(t)
	rnd := rand.New(rand.NewPCG(5, 5))
	kills := map[string]int{}
	for range 12 {
		r.save(10)
		time.Sleep(time.Duration(rnd.IntN(int(8*time.Second) / *faster)))
		if rnd.IntN(2) == 0 {
			r.restart(r.town)
			kills["township"]++
		} else {
			r.restart(r.village)
			kills["village"]++
		}
	}
	r.arrive()
	t.Log(fmt.Sprint(r.saved, " cases arrived, killed: ", kills))
}
