// The queue that a user would take instead: std::priority_queue of (time, sequence, kind, a, b), FIFO at equal times.
// Usage: queue PENDING HOLDS GAPS_FILE. The file holds little-endian uint32 gaps in microseconds.
// Prints: CPU seconds of the holds, time of the last event, hash of the order.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>

struct Event {
  int64_t time;
  uint64_t sequence;
  int32_t kind, a, b;
};

struct Later {
  bool operator()(const Event &x, const Event &y) const {
    return x.time != y.time ? x.time > y.time : x.sequence > y.sequence;
  }
};

int main(int count, char **arguments) {
  if (count != 4) return 2;
  const int pending = atoi(arguments[1]);
  const int holds = atoi(arguments[2]);
  FILE *file = fopen(arguments[3], "rb");
  if (file == nullptr) return 2;
  std::vector<uint32_t> gaps(1 << 20);
  const size_t read = fread(gaps.data(), sizeof(uint32_t), gaps.size(), file);
  fclose(file);
  if (read == 0 || (read & (read - 1)) != 0) return 2;
  const size_t mask = read - 1;

  std::vector<Event> storage;
  storage.reserve(pending + 1);
  std::priority_queue<Event, std::vector<Event>, Later> queue(Later(), std::move(storage));
  uint64_t sequence = 0;
  size_t gap = 0;
  for (int i = 0; i < pending; i++) queue.push({gaps[gap++ & mask], sequence++, 1, i, 0});
  uint32_t hash = 0;
  int64_t now = 0;
  const clock_t begin = clock();
  for (int i = 0; i < holds; i++) {
    const Event event = queue.top();
    queue.pop();
    now = event.time;
    hash = hash * 31 + event.a;
    queue.push({now + gaps[gap++ & mask], sequence++, 1, event.a, 0});
  }
  const double seconds = double(clock() - begin) / CLOCKS_PER_SEC;
  printf("%.6f %lld %u\n", seconds, (long long)now, hash);
}
