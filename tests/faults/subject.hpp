// A server under fault, and the two ways to it: straight, to look what is there, and through the proxy.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rowan/rowan.hpp"

namespace faults {

struct Subject {
  std::string name;     ///< as people write it
  std::string missing;  ///< what to install; empty when it is there
  std::string begin;    ///< a text that its BEGIN has
  std::function<std::string()> direct_url;
  std::function<std::string(int port)> proxied_url;
  std::function<std::string()> socket;
  std::function<void()> kill;     ///< without warning, from any thread
  std::function<void()> restart;  ///< after `kill`
};

/// Called from a static initialiser of the database's file.
bool add_subject(Subject subject);
const std::vector<Subject>& subjects();

/// One thing that was to be written; `mark` tells whose.
class Entry : public rowan::Model<Entry> {
 public:
  std::int64_t id{};
  std::string mark, note;

  ROWAN_MODEL(Entry, (), (id, mark, note))
  static void configure(rowan::ModelBuilder<Entry>& m) { m.table("fault_entries"); }
};

}  // namespace faults
