#include "guard.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <utility>

#include "pipeline.hpp"
#include "result.hpp"

namespace rowan::postgresql {

void Guard::prepare(PGconn* connection, std::string save_name, std::string release_name) {
  save_name_ = std::move(save_name);
  release_name_ = std::move(release_name);
  Pipeline pipeline(connection);
  pipeline.expect(PQsendPrepare(connection, save_name_.c_str(), save, 0, nullptr) != 0);
  pipeline.expect(PQsendPrepare(connection, release_name_.c_str(), release, 0, nullptr) != 0);
  const auto results = pipeline.finish();
  const bool both = results.size() == 2 && std::all_of(results.begin(), results.end(),
                                                       [](const Result& result) { return succeeded(result.get()); });
  state_ = both ? State::prepared : State::as_text;
}

void Guard::queue_save(Pipeline& pipeline) const {
  pipeline.expect(state_ == State::prepared ? pipeline.queue_prepared(save_name_.c_str()) : pipeline.queue(save));
}

void Guard::queue_release(Pipeline& pipeline) const {
  pipeline.expect(state_ == State::prepared ? pipeline.queue_prepared(release_name_.c_str()) : pipeline.queue(release));
}

}  // namespace rowan::postgresql
