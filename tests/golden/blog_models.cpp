#include "golden/blog_models.hpp"

namespace rowan::golden {
namespace {

AttributeInfo& add(ModelInfo& model, const char* name, TypeKind kind, bool nullable = false) {
  AttributeInfo& attribute = model.attributes.emplace_back();
  attribute.name = attribute.column = name;
  attribute.type.kind = kind;
  attribute.nullable = nullable;
  attribute.index = static_cast<std::uint16_t>(model.attributes.size() - 1);
  return attribute;
}

void add_key(ModelInfo& model, const char* name = "id", TypeKind kind = TypeKind::int64) {
  AttributeInfo& key = add(model, name, kind);
  key.primary_key = true;
  model.primary_key.push_back(&key);
}

void name(ModelInfo& model, const char* class_name, const char* table) {
  model.name = model.qualified_name = class_name;
  model.table = table;
}

AssociationInfo& associate(ModelInfo& owner, const char* name, const AssociationOps& ops, const ModelInfo& target) {
  AssociationInfo& association = owner.associations.emplace_back();
  association.name = name;
  association.ops = &ops;
  association.owner = &owner;
  association.target = &target;
  association.linked = true;
  return association;
}

AssociationInfo& belongs_to(ModelInfo& owner, const char* name, const ModelInfo& target,
                            std::initializer_list<const char*> columns) {
  AssociationInfo& association = associate(owner, name, association_kinds::belongs_to, target);
  for (const char* column : columns) association.foreign_key.push_back(owner.find_attribute(column));
  association.referenced_key = target.primary_key;
  return association;
}

AssociationInfo& has(ModelInfo& owner, const char* name, const AssociationOps& ops, const ModelInfo& target,
                     std::initializer_list<const char*> columns) {
  AssociationInfo& association = associate(owner, name, ops, target);
  for (const char* column : columns) association.foreign_key.push_back(target.find_attribute(column));
  association.referenced_key = owner.primary_key;
  return association;
}

void join(AssociationInfo& association, const char* table, std::vector<std::string> owner_columns,
          std::vector<std::string> target_columns) {
  association.join_table = table;
  association.join_owner_columns = std::move(owner_columns);
  association.join_target_columns = std::move(target_columns);
}

void through(ModelInfo& owner, const char* name, const ModelInfo& target, const char* first, const char* second) {
  AssociationInfo& association = associate(owner, name, association_kinds::has_many_through, target);
  association.through = owner.find_association(first);
  association.source = association.through->target->find_association(second);
}

void describe_user(ModelInfo& user) {
  name(user, "User", "users");
  add_key(user);
  user.attributes[0].generated = true;
  add(user, "email", TypeKind::text).unique = true;
  add(user, "name", TypeKind::text, true);
  add(user, "age", TypeKind::int32, true);
  add(user, "balance", TypeKind::decimal).type = {TypeKind::decimal, 0, 12, 2};
  add(user, "boss_id", TypeKind::int64, true);
}

void describe_post(ModelInfo& post) {
  name(post, "Post", "posts");
  add_key(post);
  add(post, "title", TypeKind::text).type.length = 200;
  add(post, "published", TypeKind::boolean);
  add(post, "views", TypeKind::int64, true);
  add(post, "author_id", TypeKind::int64, true);
  AttributeInfo& lock = add(post, "lock_version", TypeKind::int32);
  lock.lock_version = true;
  lock.default_sql = "0";
  post.lock_version = &lock;
  post.checks.push_back({"posts_views_positive", "views >= 0", "must not be negative", nullptr});
  post.indexes.push_back({"index_posts_on_author_id_and_published", {&post.attributes[4], &post.attributes[2]}, false});
}

void describe_item(ModelInfo& item) {
  name(item, "Item", "or\"der");
  item.schema = "sh op";
  add_key(item, "select", TypeKind::text);
  add_key(item, "line", TypeKind::int32);
  add(item, "gr\"oup", TypeKind::text, true);
  add(item, "buyer_id", TypeKind::int64);
  add(item, "next_select", TypeKind::text, true);
  add(item, "next_line", TypeKind::int32, true);
}

}  // namespace

BlogModels::BlogModels() {
  describe_user(user);
  describe_post(post);
  name(comment, "Comment", "comments");
  add_key(comment);
  add(comment, "body", TypeKind::text);
  add(comment, "post_id", TypeKind::int64);
  add(comment, "author_id", TypeKind::int64, true);
  name(tag, "Tag", "tags");
  add_key(tag, "id", TypeKind::uuid);
  add(tag, "label", TypeKind::text);
  describe_item(item);

  belongs_to(user, "boss", user, {"boss_id"}).on_delete = ForeignKeyAction::set_null;
  has(user, "reports", association_kinds::has_many, user, {"boss_id"});
  belongs_to(post, "author", user, {"author_id"});
  belongs_to(comment, "post", post, {"post_id"}).on_delete = ForeignKeyAction::cascade;
  belongs_to(comment, "author", user, {"author_id"});
  belongs_to(item, "buyer", user, {"buyer_id"});
  belongs_to(item, "next", item, {"next_select", "next_line"});
  has(item, "previous", association_kinds::has_one, item, {"next_select", "next_line"});
  has(user, "posts", association_kinds::has_many, post, {"author_id"}).order_name = "title";
  has(user, "newest", association_kinds::has_one, post, {"author_id"});
  has(post, "comments", association_kinds::has_many, comment, {"post_id"});
  join(associate(post, "tags", association_kinds::many_to_many, tag), "posts_tags", {"post_id"}, {"tag_id"});
  join(associate(tag, "posts", association_kinds::many_to_many, post), "posts_tags", {"tag_id"}, {"post_id"});
  join(associate(item, "tags", association_kinds::many_to_many, tag), "item tags", {"item_select", "item_line"},
       {"tag_id"});
  through(post, "commenters", user, "comments", "author");
  through(user, "received", comment, "posts", "comments");
  through(user, "fans", user, "received", "author");
  through(comment, "siblings", comment, "post", "comments");
}

const BlogModels& blog() {
  static const BlogModels models;
  return models;
}

}  // namespace rowan::golden
