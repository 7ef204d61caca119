// Requests served by a pool of threads, for docs/guide/threads-and-lifetimes.md.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "expect.hpp"
#include "library.hpp"

using namespace library;

namespace {

/// As any server has one: each task runs on one of its threads, from its beginning to its end.
class Workers {
 public:
  explicit Workers(int count) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { serve(); });
  }
  ~Workers() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void post(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void serve() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return ended_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

// [snippet: handler]
// One unit of work: all that it does with records happens here, on one thread. What leaves is plain data.
std::string lend(rowan::Database db, std::int64_t id) {
  return db.transaction([&] {
    Book book = Book::find(id);
    book.increment(&Book::loans, 1);
    return book.to_json();
  });
}
// [end]

std::string as_a_request(Workers& workers, rowan::Database& db, std::int64_t id) {
  // [snippet: post]
  std::promise<std::string> answer;
  workers.post([&answer, db, id] {
    try {
      answer.set_value(lend(db, id));
    } catch (...) {
      answer.set_exception(std::current_exception());
    }
  });
  std::string json = answer.get_future().get();  // an asynchronous server continues in a callback instead
  // [end]
  return json;
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  fill(db);
  const std::int64_t before = Book::find(1).loans;
  Workers workers(4);
  for (int i = 0; i < 20; ++i) expect(as_a_request(workers, db, 1).find("loans") != std::string::npos);
  expect(Book::find(1).loans == before + 20);
  expect_throws<rowan::RecordNotFound>([&] { as_a_request(workers, db, 4711); });
}
