// Preloads beside the same queries by hand, whose results are put together by maps.
#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plain_rows.hpp"
#include "shop_models.hpp"
#include "sides.hpp"
#include "sqlite/rows.hpp"

// Beside their arguments, where checksum_of looks for them.
namespace bench {

struct PlainThread {
  PlainPost post;
  std::vector<PlainComment> comments;
};

struct PlainOrder {
  std::int64_t id{};
  std::string note;
  std::int64_t buyer_id{}, region_id{};
};

/// One of the three pointers is set, into what PlainRemarks holds.
struct PlainRemark {
  std::int64_t id{};
  std::string text, type;
  std::int64_t key{};
  const PlainOrder* order = nullptr;
  const PlainPost* post = nullptr;
  const PlainComment* comment = nullptr;
};

struct PlainRemarks {
  std::vector<PlainRemark> remarks;
  std::vector<PlainOrder> orders;
  std::vector<PlainPost> posts;
  std::vector<PlainComment> comments;
};

template <class Row>
void read(const Row& row, PlainOrder& out) {
  row.read(0, out.id);
  row.read(1, out.note);
  row.read(2, out.buyer_id);
  row.read(3, out.region_id);
}

template <class Row>
void read(const Row& row, PlainRemark& out) {
  row.read(0, out.id);
  row.read(1, out.text);
  row.read(2, out.type);
  row.read(3, out.key);
}

template <class Text>
static std::uint64_t mixed(std::int64_t key, const Text& text) {
  return static_cast<std::uint64_t>(key) * 31 + text.size();
}

template <class Item, class Comments>
static std::uint64_t thread_checksum(const Item& post, const Comments& comments) {
  std::uint64_t sum = mixed(post.id, post.title), place = 0;
  for (const auto& comment : comments) sum += mixed(comment.id, comment.body) * ++place;
  return sum;
}
static std::uint64_t checksum(const Post& post) { return thread_checksum(post, post.comments); }
static std::uint64_t checksum(const PlainThread& thread) { return thread_checksum(thread.post, thread.comments); }

static std::uint64_t subject_checksum(const Order& order) { return 3 * mixed(order.id, order.note); }
static std::uint64_t subject_checksum(const Post& post) { return 5 * mixed(post.id, post.title); }
static std::uint64_t subject_checksum(const Comment& comment) { return 7 * mixed(comment.id, comment.body); }
static std::uint64_t checksum(const Remark& remark) {
  const std::uint64_t subject = remark.subject.visit([](const auto& target) { return subject_checksum(target); });
  return mixed(remark.id, remark.text) * 11 + subject;
}
static std::uint64_t checksum(const PlainRemark& remark) {
  const std::uint64_t subject = remark.order != nullptr  ? 3 * mixed(remark.order->id, remark.order->note)
                                : remark.post != nullptr ? 5 * mixed(remark.post->id, remark.post->title)
                                                         : 7 * mixed(remark.comment->id, remark.comment->body);
  return mixed(remark.id, remark.text) * 11 + subject;
}
static std::uint64_t checksum_of(const PlainRemarks& all) { return checksum_of(all.remarks); }

}  // namespace bench

namespace bench::sqlite {
namespace {

constexpr std::int64_t posts = authors * posts_each, each_kind = remarks / 3;

/// `load` may take so many statements.
template <class Load>
Side in_statements(std::uint64_t allowed, Load load) {
  return scan_side([=] {
    const std::uint64_t before = rowan::statements_executed();
    auto records = load();
    const std::uint64_t taken = rowan::statements_executed() - before;
    if (taken != allowed) throw std::runtime_error(fmt::format("a preload took {} statements, not {}", taken, allowed));
    return records;
  });
}

template <class T>
std::vector<T> rows_of(RawStatement& statement, const std::vector<std::int64_t>& keys) {
  for (int index = 0; const std::int64_t key : keys) statement.bind(index++, key);
  std::vector<T> all;
  all.reserve(keys.size());
  while (statement.step()) read(statement, all.emplace_back());
  statement.reset();
  return all;
}

std::string of_keys(const char* select, std::int64_t count) { return select + (" (" + placeholders(count) + ")"); }

class Threads {
 public:
  explicit Threads(const RawDatabase& database)
      : posts_(database, "SELECT id, title, author_id FROM posts"),
        comments_(database, of_keys("SELECT id, body, post_id FROM comments WHERE post_id IN", posts)) {}

  std::vector<PlainThread> load() {
    std::vector<PlainThread> all;
    std::vector<std::int64_t> keys;
    std::unordered_map<std::int64_t, std::size_t> places;
    while (posts_.step()) {
      read(posts_, all.emplace_back().post);
      keys.push_back(all.back().post.id);
      places.emplace(keys.back(), all.size() - 1);
    }
    posts_.reset();
    for (int index = 0; const std::int64_t key : keys) comments_.bind(index++, key);
    while (comments_.step()) {
      PlainComment comment;
      read(comments_, comment);
      all[places.at(comment.post_id)].comments.push_back(std::move(comment));
    }
    comments_.reset();
    return all;
  }

 private:
  RawStatement posts_, comments_;
};

class Remarks {
 public:
  explicit Remarks(const RawDatabase& database)
      : remarks_(database, "SELECT id, text, subject_type, subject_id FROM remarks"),
        orders_(database, of_keys("SELECT id, note, buyer_id, region_id FROM orders WHERE id IN", each_kind)),
        posts_(database, of_keys("SELECT id, title, author_id FROM posts WHERE id IN", each_kind)),
        comments_(database, of_keys("SELECT id, body, post_id FROM comments WHERE id IN", each_kind)) {}

  PlainRemarks load() {
    PlainRemarks all;
    all.remarks = scan_into_vector<PlainRemark>(remarks_);
    all.orders = targets<PlainOrder>(orders_, all.remarks, "Order", &PlainRemark::order);
    all.posts = targets<PlainPost>(posts_, all.remarks, "Post", &PlainRemark::post);
    all.comments = targets<PlainComment>(comments_, all.remarks, "Comment", &PlainRemark::comment);
    return all;
  }

 private:
  template <class T>
  static std::vector<T> targets(RawStatement& statement, std::vector<PlainRemark>& remarks, const char* type,
                                const T* PlainRemark::*place) {
    std::vector<std::int64_t> keys;
    for (const PlainRemark& remark : remarks) {
      if (remark.type == type) keys.push_back(remark.key);
    }
    std::vector<T> found = rows_of<T>(statement, keys);
    std::unordered_map<std::int64_t, const T*> by_key;
    by_key.reserve(found.size());
    for (const T& target : found) by_key.emplace(target.id, &target);
    for (PlainRemark& remark : remarks) {
      if (remark.type == type) remark.*place = by_key.at(remark.key);
    }
    return found;
  }

  RawStatement remarks_, orders_, posts_, comments_;
};

}  // namespace

std::vector<Comparison> preload_rows(Fixture& fixture) {
  auto threads = std::make_shared<Threads>(fixture.raw());
  auto remarked = std::make_shared<Remarks>(fixture.raw());
  return {comparison("preload of 1,000 times 10, a row", 1.20, static_cast<std::size_t>(posts * (1 + comments_each)),
                     in_statements(2, [] { return Post::all().preload(Post::c.comments).load(); }),
                     scan_side([threads] { return threads->load(); })),
          comparison("preload of one of three models, 3,000 rows", 1.20, static_cast<std::size_t>(2 * remarks),
                     in_statements(4, [] { return Remark::all().preload(Remark::c.subject).load(); }),
                     scan_side([remarked] { return remarked->load(); }))};
}

}  // namespace bench::sqlite
