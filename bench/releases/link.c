/*
 * A link between two network namespaces: what one side sends arrives at the other with the rate, the delay and the
 * buffer of a line. For kernels without netem; TCP over it is the kernel's own.
 *
 *   link NETNS DEVICE NETNS DEVICE FILE
 *
 * FILE holds "megabits-per-second one-way-microseconds buffer-bytes"; 0 megabits: as fast as it goes. SIGHUP reads it again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { slots = 65536, largest = 65600, frame = 1500, overhead = 38, header = 10 };

struct packet { uint64_t due; size_t size; char *bytes; };
struct way { struct packet ring[slots]; uint32_t head, tail; uint64_t free_at; };

static struct way ways[2];
static int ends[2];
static double bits_per_second;
static uint64_t delay, room;
static volatile sig_atomic_t changed = 1;

static void reread(int signal) { (void)signal; changed = 1; }

static void fail(const char *what) { perror(what); exit(1); }

static uint64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static int open_end(const char *netns, const char *device)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR };
	int namespace = open(netns, O_RDONLY);
	if (namespace < 0 || setns(namespace, CLONE_NEWNET)) fail(netns);
	close(namespace);
	int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	if (tun < 0) fail("/dev/net/tun");
	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	if (ioctl(tun, TUNSETIFF, &request)) fail(device);
	return tun;
}

static void read_line(const char *path)
{
	double megabits;
	unsigned long microseconds, bytes;
	FILE *file = fopen(path, "r");
	if (!file || fscanf(file, "%lf %lu %lu", &megabits, &microseconds, &bytes) != 3) fail(path);
	fclose(file);
	bits_per_second = megabits * 1e6;
	delay = microseconds * 1000ull;
	room = bytes;
	/* A slow line sees single frames, as a network card sends them; a fast one would only measure this program. */
	unsigned int whole = megabits > 0 && megabits <= 200 ? TUN_F_CSUM : TUN_F_CSUM | TUN_F_TSO4;
	for (int side = 0; side < 2; side++)
		if (ioctl(ends[side], TUNSETOFFLOAD, whole)) fail("TUNSETOFFLOAD");
}

static void take(struct way *way, const char *bytes, size_t size)
{
	uint64_t at = now(), waiting = 0, frames = (size + frame - 1) / frame;
	if (way->free_at < at) way->free_at = at;
	if (bits_per_second > 0) waiting = (uint64_t)((double)(way->free_at - at) * bits_per_second / 8e9);
	if ((bits_per_second > 0 && waiting + size > room) || (way->tail + 1) % slots == way->head) return;
	if (bits_per_second > 0)
		way->free_at += (uint64_t)((double)(size - header + frames * overhead) * 8e9 / bits_per_second);
	struct packet *packet = &way->ring[way->tail];
	packet->size = size;
	packet->due = way->free_at + delay;
	packet->bytes = malloc(size);
	memcpy(packet->bytes, bytes, size);
	way->tail = (way->tail + 1) % slots;
}

/* Gives when the next packet is due. */
static uint64_t deliver(struct way *way, int to, uint64_t at)
{
	while (way->head != way->tail) {
		struct packet *packet = &way->ring[way->head];
		if (packet->due > at) return packet->due;
		if (write(to, packet->bytes, packet->size) < 0 && errno == EAGAIN) return at + 50000;
		free(packet->bytes);
		way->head = (way->head + 1) % slots;
	}
	return UINT64_MAX;
}

static void pass_on(void)
{
	static char bytes[largest];
	uint64_t at = now(), first = UINT64_MAX;
	for (int side = 0; side < 2; side++) {
		uint64_t due = deliver(&ways[side], ends[!side], at);
		if (due < first) first = due;
	}
	at = now();
	uint64_t rest = first > at ? first - at : 0;
	struct timespec time = { (time_t)(rest / 1000000000ull), (long)(rest % 1000000000ull) };
	struct pollfd polled[2] = { { ends[0], POLLIN, 0 }, { ends[1], POLLIN, 0 } };
	if (ppoll(polled, 2, first == UINT64_MAX ? NULL : &time, NULL) <= 0) return;
	for (int side = 0; side < 2; side++)
		for (int count = 0; (polled[side].revents & POLLIN) && count < 64; count++) {
			ssize_t size = read(ends[side], bytes, sizeof bytes);
			if (size <= 0) break;
			take(&ways[side], bytes, (size_t)size);
		}
}

int main(int count, char **words)
{
	if (count != 6) return 64;
	signal(SIGHUP, reread);
	prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
	ends[0] = open_end(words[1], words[2]);
	ends[1] = open_end(words[3], words[4]);
	for (;;) {
		if (changed) {
			changed = 0;
			read_line(words[5]);
			puts("ready");
			fflush(stdout);
		}
		pass_on();
	}
}
