// The code of docs/guide/scaling.md, checked as it runs: two files stand for a primary and its replica.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "expect.hpp"
#include "library.hpp"

using namespace library;
using namespace std::chrono_literals;

namespace {

void replicas(const std::string& primary, const std::string& replica) {
  // [snippet: replicas]
  auto db = rowan::connect(primary, {.replicas = {replica},
                                     .reads = {
                                         .stickiness = 5s,   // after a write, its thread reads from the primary
                                         .max_lag = 3s,      // a replica further behind is not used
                                         .check_every = 1s,  // how often its lag is checked
                                         .rest = 5s,         // a lost one is tried again after this
                                     }});
  // [end]
  expect(Book::find(1).title == "The copy");
  // [snippet: sides]
  Book now = Book::on(db.primary()).find(1);                       // current, whatever the replicas have
  auto rows = db.replica().query("SELECT COUNT(*) FROM reviews");  // the only way for raw SQL to reach a replica
  // [end]
  expect(now.title != "The copy" && rows.size() == 1);
  // [snippet: status]
  for (const rowan::ReplicaStatus& status : db.replica_status())
    if (status.state != rowan::ReplicaState::serving) std::printf("%s does not serve\n", status.url.c_str());
  // [end]
  now.loans += 1;
  now.save_or_throw();
  expect(Book::find(1).title != "The copy");
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / ("rowan-guide-" + rowan::Uuid::random().to_string());
  std::filesystem::create_directory(folder);
  {
    auto db = rowan::connect("sqlite://" + (folder / "primary.db").string());
    fill(db);
    db.close();
  }
  std::filesystem::copy(folder / "primary.db", folder / "replica.db");
  {
    auto db = rowan::connect("sqlite://" + (folder / "replica.db").string());
    db.execute("UPDATE books SET title = ? WHERE id = 1", "The copy");
    db.close();
  }
  replicas("sqlite://" + (folder / "primary.db").string(), "sqlite://" + (folder / "replica.db").string());
  std::filesystem::remove_all(folder);
}
