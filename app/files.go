package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woshou/app/widget"
)

// files asks for files with some endings: those that lie in the likely folders, newest first,
// with a box each, ticked where on says so, or one by its place, in the field named path.
// Where there is none to tick, name itself is the place.
func (f *form) files(name, path string, endings []string, on func(path string) bool) func() []string {
	var options []widget.Option
	for _, found := range findFiles(endings) {
		options = append(options, widget.Option{Key: found, Label: boxLabel(found)})
	}
	if len(options) == 0 {
		typed := f.text(name, "")
		return func() []string { return filled(typed()) }
	}
	picked := f.ticks(name, distinct(options), on)
	typed := f.text(path, "")
	return func() []string { return append(picked(), filled(typed())...) }
}

// boxLabel names a file and its folder beside a box.
func boxLabel(path string) string {
	return tail(filepath.Base(path)) + "　" + filepath.Base(filepath.Dir(path))
}

// longestName is how many characters of a file's name stand where no text is cut by itself.
const longestName = 24

// tail is the end of a long name: there telephones put the number.
func tail(name string) string {
	if r := []rune(name); len(r) > longestName {
		return "…" + string(r[len(r)-longestName:])
	}
	return name
}

// filled is a list of one text, or of none where it is empty.
func filled(text string) []string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []string{text}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mostFiles bounds the files that are offered, newest first.
const mostFiles = 30

// findFiles lists the files with one of these endings in the likely folders.
func findFiles(endings []string) []string {
	type found struct {
		path string
		at   int64
	}
	var files []found
	for _, dir := range likelyFolders() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // a folder that cannot be read offers nothing
		}
		for _, e := range entries {
			info, err := e.Info()
			if err == nil && info.Mode().IsRegular() && hasEnding(e.Name(), endings) {
				files = append(files, found{filepath.Join(dir, e.Name()), info.ModTime().UnixNano()})
			}
		}
	}
	slices.SortStableFunc(files, func(x, y found) int { return int((y.at - x.at) / 1e9) })
	var out []string
	for _, f := range files[:min(len(files), mostFiles)] {
		out = append(out, f.path)
	}
	return out
}

// likelyFolders are where files from others lie: sticks and cards, cameras' own folders of
// pictures on them, the user's folders.
func likelyFolders() []string {
	var out []string
	for _, dir := range append(backupFolders(os.Getenv), downloads()...) {
		out = append(append(out, dir), pictureFolders(dir)...)
	}
	return out
}

// pictureFolders are the folders below DCIM, where cameras and telephones put pictures.
func pictureFolders(root string) []string {
	dcim := filepath.Join(root, "DCIM")
	entries, err := os.ReadDir(dcim)
	if err != nil {
		return nil // there is none
	}
	out := []string{dcim}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") { // small copies of the pictures
			out = append(out, filepath.Join(dcim, e.Name()))
		}
	}
	return out
}

// downloads are the folders where files from telephones and mail end up.
func downloads() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range []string{"下载", "Downloads", "图片", "Pictures"} {
		out = append(out, filepath.Join(home, name))
	}
	return out
}

// hasEnding reports whether a file's name ends in one of these, however written.
func hasEnding(name string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(strings.ToLower(name), e) })
}
