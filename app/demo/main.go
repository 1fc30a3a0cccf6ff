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
	fonts := flag.String("fonts", filepath.Join("assets", "fonts", "beside"), "folder of the FangSong and Kai fonts")
	flag.Parse()
	if err := run(*out, *fonts); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(out, beside string) error {
	dir, err := os.MkdirTemp("", "woshou-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fonts, err := pdf.Load(beside)
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
	played, err := town{server, address, fonts}.live(dir, out, villages)
	defer func() {
		for _, v := range played {
			_ = v.desk.Store.Close()
		}
	}()
	if err != nil {
		return err
	}
	return compare(server, played)
}

// town is the township and what its villages share.
type town struct {
	server  *township.Server
	address string
	fonts   *pdf.Fonts
}

// live takes all villages through their cases and syncs them. The villages it
// returns are open, those of a failed run too.
func (t town) live(dir, out string, villages []view.Village) ([]*village, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	var played []*village
	for i := range villages {
		v, err := open(filepath.Join(dir, fmt.Sprint("village", i)), &villages[i], t.fonts)
		if err != nil {
			return played, err
		}
		played = append(played, v)
		if err := v.live(t.server, t.address, out); err != nil {
			return played, fmt.Errorf("%s: %w", villages[i].Committee.Village, err)
		}
	}
	return played, send(played)
}

// send brings what the villages recorded to the township.
func send(played []*village) error {
	for _, v := range played {
		if _, err := v.desk.Engine.SyncNow(context.Background()); err != nil {
			return fmt.Errorf("sync: %w", err)
		}
	}
	return nil
}
