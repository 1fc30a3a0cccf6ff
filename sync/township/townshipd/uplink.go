package main

import (
	"context"
	"errors"
	"fmt"

	"woshou/data"
	"woshou/sync/township"
)

// uplink makes the server a device of its county's.
func uplink(ctx context.Context, c *call) error {
	if err := c.exists(); err != nil {
		return err
	}
	address, code := c.args[0], c.args[1]
	s, err := c.open(c.dir, c.store)
	switch {
	case errors.Is(err, data.ErrLocked):
		err = township.AskUplink(ctx, c.dir, address, code)
	case err == nil:
		if err = s.EnrolUp(ctx, township.Operator, address, code); err != nil {
			err = fmt.Errorf("%s (%w)", township.ExplainCounty(err), err)
		}
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, "已接入县级服务器。服务器运行时，统计行自动送出；网页“上级”显示进度。")
	return err
}
