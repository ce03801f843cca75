/** A Laravel migration that makes a table, and drops it when it is taken back. */
export function aMigration(table: string): string {
  return `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('${table}', fn (Blueprint $table) => $table->id());
    }

    public function down(): void
    {
        Schema::drop('${table}');
    }
};
`;
}
