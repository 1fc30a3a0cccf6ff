package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"woshou/data"
	"woshou/sync/township"
)

// usb takes in a file that a village wrote for a stick and writes the answer beside it. The
// server must not be running: its page for sticks does the same.
func usb(ctx context.Context, c *call) error {
	if err := c.exists(); err != nil {
		return err
	}
	server, err := c.open(c.dir, c.store)
	if errors.Is(err, data.ErrLocked) {
		return fmt.Errorf("服务器正在运行，请在它的网页“优盘交换”里收这个文件: %w", err)
	}
	if err != nil {
		return err
	}
	return errors.Join(takeStick(ctx, server, c.args[0], c.out), server.Close())
}

func takeStick(ctx context.Context, server *township.Server, path string, out io.Writer) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	to := strings.TrimSuffix(path, township.StickUpExtension) + township.StickDownExtension
	fresh, err := os.OpenFile(to+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(fresh, 1<<20)
	report, err := server.Stick(ctx, township.Operator, from, buffered)
	if err != nil {
		err = errors.New(township.StickWords(err))
	} else {
		err = errors.Join(buffered.Flush(), fresh.Sync())
	}
	err = errors.Join(err, fresh.Close())
	if err == nil {
		err = os.Rename(to+".new", to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(to+".new"))
	}
	took := fmt.Sprintf("收下新记录%d条、附件%d个", report.Events, report.Files)
	if report.Enrolled {
		took = "村里的电脑已接入"
	}
	said := fmt.Sprintf("%s：%s。请把回执存回优盘：%s\n", report.Village, took, to)
	if words := report.Words(); words != "" {
		said += words + "\n"
	}
	_, err = io.WriteString(out, said)
	return err
}
