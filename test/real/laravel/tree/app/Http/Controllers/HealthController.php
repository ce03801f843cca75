<?php

namespace App\Http\Controllers;

use Illuminate\Http\JsonResponse;
use Illuminate\Routing\Controller;
use Illuminate\Support\Facades\DB;
use Throwable;

class HealthController extends Controller
{
    public function show(): JsonResponse
    {
        $health = ['database' => $this->database(), 'footer' => is_file(resource_path('foot.txt')) ? 'ok' : 'missing'];
        $status = array_unique(array_values($health)) === ['ok'] ? 200 : 503;

        return response()->json($health, $status)->header('X-Release', config('release.build'));
    }

    private function database(): string
    {
        try {
            DB::table('items')->count();

            return 'ok';
        } catch (Throwable $error) {
            return get_class($error);
        }
    }
}
