package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"woshou/app/theme"
	"woshou/app/view"
)

// The size of type lies beside the record, not in it: the unlock screen needs it.
func scaleFile(p view.Paths) string { return filepath.Join(p.Dir, "type-size.txt") }

// readScale returns the size that was chosen, or the normal one.
func readScale(p view.Paths) float32 {
	raw, err := os.ReadFile(scaleFile(p))
	if err != nil {
		return theme.ScaleNormal
	}
	scale, err := strconv.ParseFloat(strings.TrimSpace(string(raw)), 32)
	if err != nil {
		return theme.ScaleNormal
	}
	return float32(scale)
}

// largeType reports whether the type is so large that a row has no room for what is
// only good to know.
func (a *App) largeType() bool { return a.Theme.Scale() > theme.ScaleNormal }

func writeScale(p view.Paths, scale float32) error {
	if err := p.Make(); err != nil {
		return err
	}
	text := strconv.FormatFloat(float64(scale), 'g', -1, 32) + "\n"
	if err := os.WriteFile(scaleFile(p), []byte(text), 0o600); err != nil {
		return fmt.Errorf("keep the size of type: %w", err)
	}
	return nil
}
