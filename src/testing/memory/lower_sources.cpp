// Several sources as a plan: their rows side by side.
#include <utility>

#include "testing/memory/lowering.hpp"

namespace rowan::testing::memory {

void Lowering::number(const bound::Join& join) {
  number(join.source);
  for (const bound::Join& step : join.inside) number(step);
}

SourcePart Lowering::part(const bound::Source& source) {
  SourcePart made;
  made.prefix = prefix_of(source.id);
  text(made.prefix);
  if (source.query != nullptr)
    made.query = inner(*source.query);
  else if (source.common)
    text("with ").text(made.common = source.table);
  else
    text(made.table = table_key(source.schema, source.table));
  return made;
}

CommonPlan Lowering::common(const bound::CommonTable& table) {
  CommonPlan made{table.name, nullptr, nullptr, table.repeats};
  text(table.repeats ? "with all " : "with ").text(table.name);
  made.query = inner(*table.query);
  if (table.step != nullptr) made.step = inner(*table.step);
  return made;
}

SourcePart Lowering::part(const bound::Join& join) {
  text(join.left ? " left join (" : " join (");
  SourcePart made = part(join.source);
  made.left = join.left;
  for (const bound::Join& step : join.inside) made.inside.push_back(part(step));
  text(") on ");
  made.on = test(join.on);
  return made;
}

std::shared_ptr<const std::vector<SourcePart>> Lowering::parts(const bound::Query& query) {
  auto made = std::make_shared<std::vector<SourcePart>>();
  made->push_back(part(query.from));
  for (const bound::Join& join : query.joins) made->push_back(part(join));
  return made;
}

std::vector<Hop> Lowering::path_from(bound::SourceId owner, const AssociationInfo& association) const {
  std::vector<Hop> path = association_path(association);
  if (!numbered_.contains(owner)) return path;
  for (std::string& column : path.front().from) column.insert(0, prefix_of(owner));
  for (Fixed& fixed : path.front().fixed) {
    if (fixed.before) fixed.column = prefix_of(owner) + fixed.column;
  }
  return path;
}

}  // namespace rowan::testing::memory
