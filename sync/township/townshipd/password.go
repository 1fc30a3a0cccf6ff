package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"woshou/data"
	"woshou/sync/township"
)

// password gives the first administrator a one-time password.
func password(ctx context.Context, c *call) error {
	if err := c.exists(); err != nil {
		return err
	}
	s, err := c.open(c.dir, c.store)
	switch {
	case errors.Is(err, data.ErrLocked):
		err = township.AskPassword(ctx, c.dir)
	case err == nil:
		err = errors.Join(s.NewPassword(ctx), s.Close())
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, "一次性密码在：", filepath.Join(c.dir, "first-password.txt"))
	return err
}
