"""What Alembic runs for every command: the connection comes from the caller (`api.migrate`)."""

from alembic import context

from api.migrate import is_ours
from api.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    render_as_batch=True,  # SQLite alters a table by writing it anew
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
