// Demo does the main job with no window and no input: it starts a township on this
// computer, enrols the sample villages on it, takes their cases through their lives
// by the same actions that the screens use, prints the papers, syncs, and compares
// the totals of the villages with those of the township. It exits with 1 when they
// differ.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"woshou/app/view"
	"woshou/pdf"
	"woshou/sync/township"
)

// errDiffer says that village and township do not count the same.
var errDiffer = errors.New("the totals differ")

func main() {
	out := flag.String("out", "demo", "folder for the printed papers")
	fonts := flag.String("fonts", filepath.Join("assets", "fonts", "fang", "FandolFang.ttf"), "the FangSong font")
	flag.Parse()
	if err := run(*out, *fonts); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(out, fang string) error {
	dir, err := os.MkdirTemp("", "woshou-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fonts, err := pdf.Load(fang)
	if err != nil {
		return err
	}
	villages, err := view.Villages()
	if err != nil {
		return err
	}
	server, err := township.New(township.Config{Dir: filepath.Join(dir, "township"), Name: villages[0].Committee.Town})
	if err != nil {
		return err
	}
	defer server.Close()
	address, err := server.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var played []*village
	for i := range villages {
		v, err := open(filepath.Join(dir, fmt.Sprint("village", i)), &villages[i], fonts)
		if err != nil {
			return err
		}
		defer v.desk.Store.Close()
		if err := v.live(server, address, out); err != nil {
			return fmt.Errorf("%s: %w", villages[i].Committee.Village, err)
		}
		played = append(played, v)
	}
	for _, v := range played {
		if _, err := v.desk.Engine.SyncNow(context.Background()); err != nil {
			return fmt.Errorf("sync: %w", err)
		}
	}
	return compare(server, played)
}
