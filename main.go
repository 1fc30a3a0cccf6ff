// Woshou (握手言和) keeps the record of a village's people's mediation, prints its
// papers and brings its totals to the township.
package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	fyneapp "fyne.io/fyne/v2/app"

	"woshou/app"
	"woshou/app/graphics"
	"woshou/app/theme"
	"woshou/app/view"
	"woshou/assets/fonts"
)

// version is set by the Makefile.
var version = "dev"

func main() {
	if len(os.Args) > 1 && os.Args[1] == graphics.ProbeFlag {
		os.Exit(graphics.Probe())
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: it returns the exit code.
func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("woshou", flag.ContinueOnError)
	flags.SetOutput(errs)
	dir := flags.String("dir", "", "keep the record in this folder")
	files := flags.Bool("files", false, "say where the record, the log and the crash file are, and end")
	showVersion := flags.Bool("version", false, "say which version this is, and end")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *showVersion {
		fmt.Fprintln(out, "woshou", version)
		return 0
	}
	paths, err := view.DefaultPaths(*dir)
	if err == nil && *files {
		fmt.Fprintf(out, "record  %s\npapers  %s\nlog     %s\ncrash   %s\n", paths.Record(), paths.Papers(), paths.Log(), paths.Crash())
		return 0
	}
	if err == nil {
		err = desk(paths)
	}
	if err != nil {
		fmt.Fprintln(errs, "woshou:", err)
		return 1
	}
	return 0
}

// desk opens the window and returns when it is closed.
func desk(paths view.Paths) error {
	if err := paths.Make(); err != nil {
		return err
	}
	log, err := os.OpenFile(paths.Log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer log.Close()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	if _, err := app.RecordCrashes(paths.Dir); err != nil {
		slog.Warn("crashes are not recorded", "err", err)
	}
	if err := graphics.Check(); err != nil {
		graphics.Tell(err)
		return err
	}
	words, err := view.NewWords("zh")
	if err != nil {
		return err
	}
	app.New(fyneapp.NewWithID("cn.woshou.desk"), app.Deps{
		Paths: paths, Now: time.Now, Words: words, Log: slog.Default(), Version: version,
		Theme: theme.New(fonts.UI(), nil),
	}).Run()
	return nil
}
