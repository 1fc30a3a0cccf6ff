// Bench measures what the main job costs, each as a ratio to a peer or a bound that
// is measured in the same run, one line a measure:
//
//	bench NAME ours=V ref=V ratio=V goal=V ok|short
//
// A measure that falls short does not fail the run; it is there to be read.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

func main() {
	cases := flag.Int("cases", 10_000, "how many cases the record holds")
	flag.Parse()
	if err := run(*cases); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(cases int) error {
	dir, err := os.MkdirTemp("", "woshou-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := newBench(dir, cases)
	if err != nil {
		return err
	}
	defer b.close()
	for _, measure := range []func() error{b.save, b.search, b.unlock, b.agreement, b.sync} {
		if err := measure(); err != nil {
			return err
		}
	}
	return nil
}

// report prints one measure; goal is the highest ratio that is good.
func report(name string, ours, ref float64, goal float64) {
	word := "ok"
	if ours/ref > goal {
		word = "short"
	}
	fmt.Printf("bench %s ours=%.3f ref=%.3f ratio=%.2f goal=%.2f %s\n", name, ours, ref, ours/ref, goal, word)
}

// times runs something n times and returns how long each run took, shortest first.
func times(n int, f func(i int) error) ([]time.Duration, error) {
	out := make([]time.Duration, n)
	for i := range n {
		start := time.Now()
		if err := f(i); err != nil {
			return nil, err
		}
		out[i] = time.Since(start)
	}
	slices.Sort(out)
	return out, nil
}

// at returns the share q of sorted times in milliseconds: 0.5 is the median.
func at(sorted []time.Duration, q float64) float64 {
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Microseconds()) / 1000
}
