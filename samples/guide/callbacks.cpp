// The code of docs/guide/callbacks.md, checked as it runs.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "expect.hpp"
#include "rowan/rowan.hpp"

namespace post_office {

int timed = 0, announced = 0;

class StopWatch {
 public:
  explicit StopWatch(std::string what) : what_(std::move(what)) {}
  StopWatch(StopWatch&& other) noexcept : what_(std::exchange(other.what_, "")), begun_(other.begun_) {}
  StopWatch& operator=(StopWatch&&) = delete;
  ~StopWatch() {
    if (what_.empty()) return;
    const std::chrono::nanoseconds time = std::chrono::steady_clock::now() - begun_;
    std::printf("saving %s took %lld ns\n", what_.c_str(), static_cast<long long>(time.count()));
    ++timed;
  }

 private:
  std::string what_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

class Outbox : public rowan::Model<Outbox> {
 public:
  std::int64_t id{};
  std::string message;

  ROWAN_MODEL(Outbox, (), (id, message))
};

// [snippet: callbacks]
class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  std::string code;
  bool sent = false;
  std::optional<rowan::Instant> sent_at;

  std::string label;  // no attribute

  ROWAN_MODEL(Parcel, (), (id, code, sent, sent_at))
  static void configure(rowan::ModelBuilder<Parcel>& m) {
    using enum rowan::Occasion;
    m.around_save([](Parcel& parcel) { return StopWatch(parcel.code); });  // stopped when the save is done
    m.if_(&Parcel::leaves).before_save([](Parcel& parcel) { parcel.sent_at = rowan::now(); });
    m.before_commit([](const Parcel& parcel) { Outbox::create({{"message", "parcel " + parcel.code}}); });
    m.on(create).after_commit([](const Parcel&) { ++announced; });
    m.after_find([](Parcel& parcel) { parcel.label = "No. " + parcel.code; });
  }
  [[nodiscard]] bool leaves() const { return sent && !sent_at; }
};
// [end]

}  // namespace post_office
ROWAN_REGISTER_MODEL(post_office::Outbox)
ROWAN_REGISTER_MODEL(post_office::Parcel)

using namespace post_office;

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Outbox, Parcel>();
  Parcel parcel = Parcel::create({{"code", "AB-1"}});
  expect(timed == 1 && announced == 1 && Outbox::count() == 1);
  parcel.sent = true;
  parcel.save_or_throw();
  expect(parcel.sent_at.has_value() && timed == 2 && announced == 1 && Outbox::count() == 2);
  expect(Parcel::find(parcel.id).label == "No. AB-1");
}
