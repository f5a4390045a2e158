// Keeps COUNT connections, each after a read, says "ready", and reads again on each when told to.
// Prints how many of those first reads after the wait failed. Arguments: port, count.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

func main() {
	count, _ := strconv.Atoi(os.Args[2])
	url := "http://127.0.0.1:" + os.Args[1] + "/cache/secret_now"
	// One client for each connection: Go's transport tries a request on a kept connection that breaks again by itself
	// only when nothing of it was sent, and that too counts as a failure of none.
	clients := make([]*http.Client, count)
	for i := range clients {
		clients[i] = &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	}
	if failed := all(url, clients); failed > 0 {
		panic("a first read failed")
	}
	fmt.Printf("ready %d\n", count)
	bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Printf("failed %d\n", all(url, clients))
}

func all(url string, clients []*http.Client) int64 {
	var failed atomic.Int64
	var done sync.WaitGroup
	for _, client := range clients {
		done.Add(1)
		go func(client *http.Client) {
			defer done.Done()
			response, err := client.Get(url)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				failed.Add(1)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode != 200 {
				failed.Add(1)
			}
		}(client)
	}
	done.Wait()
	return failed.Load()
}
