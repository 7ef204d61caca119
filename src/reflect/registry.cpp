#include "rowan/reflect/registry.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "link.hpp"
#include "reflect/subclass.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan {
namespace {

// Nodes not yet described. Pushed from static initialisers, possibly while another thread resolves: hence atomic.
constinit std::atomic<ModelNode*> pending{nullptr};

struct Shelf {
  std::recursive_mutex mutex;  // recursive: configure() may touch another model
  std::map<std::string, std::unique_ptr<ModelInfo>, std::less<>> models;
  std::map<std::string, std::vector<std::string>, std::less<>> failures;  // qualified name → why it can't be used
  std::vector<std::string> describing;
  std::deque<ModelNode*> queue;
};

// Never destroyed: metadata outlives every static that might still use it.
Shelf& shelf() {
  static auto* const the_shelf = new Shelf;
  return *the_shelf;
}

const ModelInfo* find_described(std::string_view qualified_name) {
  const auto found = shelf().models.find(qualified_name);
  return found == shelf().models.end() ? nullptr : found->second.get();
}

// Metadata holds pointers into the code of the object that registered it, so that object must stay.
void pin_library(const void* address) noexcept {
  Dl_info where{};
  if (dladdr(address, &where) == 0 || where.dli_fname == nullptr) return;
  dlopen(where.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

bool same_description(const ModelInfo& left, const ModelInfo& right) {
  if (left.object.size != right.object.size || left.attributes.size() != right.attributes.size() ||
      left.associations.size() != right.associations.size() || left.table != right.table) {
    return false;
  }
  for (std::size_t i = 0; i < left.attributes.size(); ++i) {
    const AttributeInfo& a = left.attributes[i];
    const AttributeInfo& b = right.attributes[i];
    if (a.name != b.name || a.offset != b.offset || a.type.kind != b.type.kind || a.column != b.column) return false;
  }
  return true;
}

std::unique_ptr<ModelInfo> describe(const ModelNode& node) {
  auto info = std::make_unique<ModelInfo>();
  info->name =
      node.short_name.substr(node.short_name.rfind(':') == std::string_view::npos ? 0 : node.short_name.rfind(':') + 1);
  info->qualified_name = node.qualified_name;
  node.describe(*info);
  return info;
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += (text.empty() ? "" : "\n") + sentence;
  return text;
}

void keep(ModelNode& node, std::unique_ptr<ModelInfo> info) {
  Shelf& all = shelf();
  const std::string name(node.qualified_name);
  if (const ModelInfo* existing = find_described(name)) {
    if (!same_description(*existing, *info)) {
      all.failures[name].push_back(
          fmt::format("{} is registered twice with different descriptions (two libraries built from different "
                      "versions?): rename one, or rebuild both",
                      name));
      return;
    }
    node.published.store(existing, std::memory_order_release);
    return;
  }
  if (!info->mistakes.empty()) {
    all.failures[name] = info->mistakes;
    return;
  }
  if (const std::string clash = detail::clash_of_types(*info); !clash.empty()) {
    all.failures[name] = {clash};
    return;
  }
  static std::uint32_t next_id = 0;
  info->id = next_id++;
  const ModelInfo* published = info.get();
  detail::join_kinds(*published);
  all.models.emplace(name, std::move(info));
  for (AssociationInfo& association : const_cast<ModelInfo*>(published)->associations)
    detail::link_association(association, &find_described);
  node.published.store(published, std::memory_order_release);
}

void describe_node(ModelNode& node) {
  Shelf& all = shelf();
  all.describing.emplace_back(node.qualified_name);
  struct Pop {
    ~Pop() { shelf().describing.pop_back(); }
  } pop;
  try {
    keep(node, describe(node));
  } catch (const Error& error) {
    all.failures[std::string(node.qualified_name)] = {error.what()};
  }
}

void drain() {
  Shelf& all = shelf();
  for (ModelNode* node = pending.exchange(nullptr, std::memory_order_acquire); node != nullptr;) {
    ModelNode* next = node->next;
    all.queue.push_back(node);
    node = next;
  }
  while (!all.queue.empty()) {
    ModelNode* node = all.queue.front();
    all.queue.pop_front();
    if (node->published.load(std::memory_order_relaxed) == nullptr) describe_node(*node);
  }
}

// Models described in one go may point at each other whatever their order: a second round links what the first could
// not.
void link_everything() {
  for (auto& [name, info] : shelf().models) {
    for (AssociationInfo& association : info->associations) detail::link_association(association, &find_described);
  }
}

void bring_up_to_date() {
  if (pending.load(std::memory_order_acquire) == nullptr && shelf().queue.empty()) return;
  drain();
  link_everything();
}

// Within the description of another model, only the one that it asks for: others may need that which is being
// described, as a sub-class needs its base.
void describe_for_another(ModelNode& node) {
  const std::vector<std::string>& begun = shelf().describing;
  if (node.published.load(std::memory_order_relaxed) != nullptr) return;
  if (std::find(begun.begin(), begun.end(), node.qualified_name) == begun.end()) describe_node(node);
}

std::string not_described(const ModelNode& node) {
  const auto failure = shelf().failures.find(node.qualified_name);
  if (failure != shelf().failures.end()) return joined(failure->second);
  return fmt::format(
      "{} is used inside its own configure(): use its columns ({}::c) and members there, not its records or queries",
      node.qualified_name, node.short_name);
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, info] : shelf().models) names.push_back(info->name);
  return names;
}

// Two classes of one name in two namespaces: the naming convention gives both the same table, which is seldom meant.
// Two names for one table are: a lighter model of the same rows. So are sub-classes.
void find_shared_tables(std::vector<std::string>& sentences) {
  std::map<std::pair<std::string_view, std::string_view>, std::map<std::string_view, std::string_view>> tables;
  for (const auto& [qualified, info] : shelf().models) {
    if (info->base != nullptr) continue;
    const auto [first, is_first] = tables[{info->schema, info->table}].try_emplace(info->name, qualified);
    if (is_first) continue;
    sentences.push_back(fmt::format("{} and {} both use the table {}: give one of them its own with m.table(\"…\")",
                                    first->second, qualified, info->table));
  }
}

}  // namespace

ModelRegistrar::ModelRegistrar(ModelNode& node) noexcept {
  pin_library(&node);
  node.queued = true;
  node.next = pending.load(std::memory_order_relaxed);
  while (!pending.compare_exchange_weak(node.next, &node, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

namespace detail {

const ModelInfo& resolve_model(ModelNode& node) {
  const std::scoped_lock lock(shelf().mutex);
  // Used from a static initialiser that runs before the model's own registrar.
  if (!node.queued) {
    node.queued = true;
    shelf().queue.push_back(&node);
  }
  if (shelf().describing.empty())
    bring_up_to_date();
  else
    describe_for_another(node);
  if (const ModelInfo* info = node.published.load(std::memory_order_acquire)) return *info;
  throw MappingError(not_described(node));
}

void describe_those_registered() {
  if (pending.load(std::memory_order_acquire) == nullptr) return;
  const std::scoped_lock lock(shelf().mutex);
  if (shelf().describing.empty()) bring_up_to_date();
}

}  // namespace detail

void AssociationInfo::resolve() const {
  const std::scoped_lock lock(shelf().mutex);
  bring_up_to_date();
  const AssociationInfo& whole = declared();
  if (!detail::link_association(const_cast<AssociationInfo&>(whole), &find_described)) throw MappingError(whole.error);
}

const AssociationInfo& AssociationInfo::declared() const { return owner->associations[index]; }

// By name, and by qualified name only where two have one name.
const AssociationInfo* AssociationInfo::branch_named(std::string_view model) const {
  for (const auto& branch : branches) {
    if (branch->target_name == model) return branch.get();
  }
  const AssociationInfo* only = nullptr;
  for (const auto& branch : branches) {
    const std::string_view qualified(branch->target_name);
    if (qualified.substr(qualified.rfind(':') + 1) != model) continue;
    if (only != nullptr) return nullptr;
    only = branch.get();
  }
  return only;
}

void Registry::add(ModelNode& node) const { detail::model_of(node); }

std::vector<const ModelInfo*> Registry::models() const {
  const std::scoped_lock lock(shelf().mutex);
  bring_up_to_date();
  if (!shelf().failures.empty()) throw MappingError(joined(shelf().failures.begin()->second));
  std::vector<const ModelInfo*> list;
  for (const auto& [name, info] : shelf().models) list.push_back(info.get());
  return list;
}

const ModelInfo* Registry::find(std::string_view name) const {
  const std::scoped_lock lock(shelf().mutex);
  bring_up_to_date();
  if (const ModelInfo* exact = find_described(name)) return exact;
  const ModelInfo* only = nullptr;
  for (const auto& [qualified, info] : shelf().models) {
    if (info->name != name) continue;
    if (only != nullptr) return nullptr;
    only = info.get();
  }
  return only;
}

const ModelInfo& Registry::model(TextArgument given) const {
  const std::string_view name = given;
  if (const ModelInfo* found = find(name)) return *found;
  const std::scoped_lock lock(shelf().mutex);
  std::string sharing;
  for (const auto& [qualified, info] : shelf().models) {
    if (info->name == name) sharing += (sharing.empty() ? "" : ", ") + qualified;
  }
  if (!sharing.empty()) throw MappingError(fmt::format("several models are named {}: say which of {}", name, sharing));
  throw MappingError(fmt::format("no model named '{}' is registered{}", name, did_you_mean(name, all_names())));
}

std::vector<std::string> Registry::validate() const {
  const std::scoped_lock lock(shelf().mutex);
  bring_up_to_date();
  link_everything();
  std::vector<std::string> sentences;
  for (const auto& [name, why] : shelf().failures) sentences.insert(sentences.end(), why.begin(), why.end());
  for (const auto& [name, info] : shelf().models) {
    for (const AssociationInfo& association : info->associations) {
      if (!association.linked.load(std::memory_order_relaxed)) sentences.push_back(association.error);
    }
  }
  find_shared_tables(sentences);
  return sentences;
}

void Registry::check() const {
  const std::vector<std::string> sentences = validate();
  if (!sentences.empty()) throw MappingError(joined(sentences));
}

Registry& registry() {
  static Registry the_registry;
  return the_registry;
}

}  // namespace rowan
